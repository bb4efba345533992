import Zarr
import ZarrTools

extension Terminal {
    /// Says so where groups above a changed node still show its old metadata.
    static func warnOfStaleMetadata(above path: String, in store: any ReadableStore) async {
        for group in await StaleMetadata.groups(above: path, in: store) {
            complain(
                "warning: the consolidated metadata of \(group) shows the old state (zarrtool consolidate renews it, --consolidate keeps it so)"
            )
        }
    }
}
