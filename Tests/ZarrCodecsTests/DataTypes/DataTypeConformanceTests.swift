import Testing
import ZarrCodecs
import ZarrTesting

@Suite struct DataTypeConformanceTests {
    @Test(arguments: DataTypeRun.all, DataTypeConformance.allCases)
    func everyDataTypeConforms(run: DataTypeRun, check: DataTypeConformance) throws {
        try check.run(on: run.dataType, elements: run.elements)
    }
}
