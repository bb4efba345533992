import ArgumentParser
import Zarr
import ZarrTools

struct DtypesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dtypes",
        abstract: "List the data types that this build knows: names, NumPy's codes, sizes, fields.")

    @OptionGroup var printing: PrintOptions

    func run() {
        if printing.json { Terminal.print(DataTypeList.json) } else { Terminal.print(DataTypeList.text) }
    }
}
