import ArgumentParser
import Zarr
import ZarrTools

struct CodecsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codecs", abstract: "List the codecs that this build knows: names, ids in Zarr v2, kinds, fields.")

    @OptionGroup var printing: PrintOptions

    func run() {
        if printing.json { Terminal.print(CodecList.json) } else { Terminal.print(CodecList.text) }
    }
}
