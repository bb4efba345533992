public import Zarr

/// Truth values that say which elements are meant, from an array or a `.npy` file.
public enum ElementMask {
    /// The elements where what lies at `location` is true.
    ///
    /// - Throws: ``ZarrError/Code/notFound``, ``ZarrError/Code/invalidArgument`` where it holds no truth values.
    /// - Complexity: a byte for each place of the mask and eight for each that is true.
    public static func read(_ location: String, context: ZarrContext = .standard) async throws -> Selection {
        do {
            if location.hasSuffix(".npy") { return try .mask(NPYFile(path: location).array()) }
            let array = try await ZarrArray.open(location, context: context)
            guard array.dataType == .bool else {
                throw ZarrError(.invalidArgument, "a mask holds bool, not \(array.dataType)")
            }
            return try .mask(await array.read())
        } catch let error as ZarrError {
            throw ZarrError(error.code, "the mask \(location): \(error.message)", hint: error.hint, cause: error)
        }
    }
}
