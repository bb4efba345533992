import Testing
import ZarrBase
import ZarrCodecs
import ZarrTesting

@Suite struct CodecConformanceTests {
    @Test(arguments: CodecRun.all, CodecConformance.allCases)
    func everyCodecConforms(run: CodecRun, check: CodecConformance) throws {
        try check.run(on: run.codec, shape: run.shape, dataType: run.dataType, isLossy: run.isLossy)
    }

    @Test(arguments: CodecRun.unnamed, CodecConformance.allCases.filter { $0 != .zarr3 && $0 != .zarr2 })
    func whatNoDocumentNamesConforms(run: CodecRun, check: CodecConformance) throws {
        try check.run(on: run.codec, shape: run.shape, dataType: run.dataType)
    }
}
