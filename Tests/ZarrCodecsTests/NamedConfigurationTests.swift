import Testing
import ZarrBase
import ZarrCodecs

struct NamedConfigurationTests {
    @Test func emptyConfigurationsAreLeftOutWhereAllReadersTakeThat() {
        #expect(NamedConfiguration("crc32c").json == ["name": "crc32c"])
        // zarr-python 3 reads no codec of numcodecs without one.
        #expect(
            NamedConfiguration("numcodecs.fletcher32").json == ["name": "numcodecs.fletcher32", "configuration": [:]])
    }
}
