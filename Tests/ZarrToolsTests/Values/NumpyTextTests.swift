import Testing
import Zarr

@testable import ZarrTools

/// Text against what NumPy 2 prints (NumpyCases.swift).
struct NumpyTextTests {
    @Test(arguments: NumpyTextCase.all.indices)
    func printsAsNumpyDoes(_ number: Int) async throws {
        let example = NumpyTextCase.all[number]
        let array = try await ZarrArray.sample(example.type, example.shape, example.bytes)
        #expect(try await array.written(.text).text == example.text + "\n")
    }

    @Test(arguments: NumpyTextCase.ranges.indices)
    func abbreviatesAsNumpyDoes(_ number: Int) async throws {
        let example = NumpyTextCase.ranges[number]
        let (dataType, _) = try DataTypeText.parse(example.type)
        let array = try await ZarrArray.counting(dataType, example.shape)
        #expect(try await array.written(.text).text == example.text + "\n")
    }

    @Test func readsOnlyWhatItShows() async throws {
        // More elements than any machine holds, none of them stored.
        let array = try await ZarrArray.create(
            in: MemoryStore(), ArrayLayout(shape: [1 << 40, 1 << 20], dataType: .uint8, chunks: [64, 64]))
        let text = try await array.written(.text).text
        #expect(text.hasPrefix("[[0 0 0 ... 0 0 0]\n [0 0 0 ... 0 0 0]\n [0 0 0 ... 0 0 0]\n ...\n"))
    }

    @Test func showsReversedAndStridedSelections() async throws {
        let array = try await ZarrArray.counting(.int32, [6])
        #expect(try await array.written(.text, [.slice(start: nil, stop: nil, step: -2)]).text == "[5 3 1]\n")
        #expect(try await array.written(.text, [.index(-1)]).text == "5\n")
    }
}
