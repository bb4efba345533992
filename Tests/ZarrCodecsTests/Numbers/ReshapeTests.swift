import Testing
import ZarrBase
import ZarrCodecs

/// No peer is at hand for `reshape`: the shapes follow from the text of its specification by hand.
@Suite struct ReshapeTests {
    /// The shape that the codec stores a chunk with.
    private func stored(_ configuration: String, of shape: [Int]) throws -> [Int] {
        let json = try #require(try JSONValue.parse(configuration).objectValue)
        let codec = try CodecCatalog.standard.codec(v3: NamedConfiguration("reshape", json))
        let array = try #require(codec as? any ArrayToArrayCodec)
        return try array.bind(ChunkRepresentation(shape: shape, dataType: .uint8, fillValue: FillValue(bytes: [7])))
            .encoded.shape
    }

    @Test(arguments: [
        // The specification's example: axes 0 and 1 together (100 * 50), axis 2, and 3 as a number.
        (#"{"shape": [[0, 1], [2], 3]}"#, [100, 50, 64, 3], [5000, 64, 3]),
        // [[0, 1], 10, [3, 4]] is allowed: 2 * 3, what axis 2 has, 4 * 5.
        (#"{"shape": [[0, 1], 10, [3, 4]]}"#, [2, 3, 10, 4, 5], [6, 10, 20]),
        // -1 is what remains: 2 * 3 * 4 / (2 * 2).
        (#"{"shape": [2, -1, 2]}"#, [2, 3, 4], [2, 6, 2]),
        (#"{"shape": [-1]}"#, [2, 3, 4], [24]),
        (#"{"shape": [[], [0]]}"#, [5], [1, 5]),
        // Splitting an axis: nothing says of which input axis the parts are.
        (#"{"shape": [2, 3, [1]]}"#, [6, 4], [2, 3, 4]),
        // Axis 1 has one element, so that axes 0 and 2 lie together.
        (#"{"shape": [[0, 2], [3]]}"#, [2, 1, 3, 4], [6, 4]),
        (#"{"shape": [[0], 1, [1]]}"#, [2, 3], [2, 1, 3]),
        (#"{"shape": []}"#, [1, 1], []),
        (#"{"shape": [1, -1]}"#, [], [1, 1]),
    ])
    func shapesFollowTheSpecification(_ configuration: String, shape: [Int], expected: [Int]) throws {
        #expect(try stored(configuration, of: shape) == expected)
    }

    @Test(
        arguments: [
            // The three that the specification forbids: axes must increase over the whole list.
            (#"{"shape": [[1], [0]]}"#, [2, 2], "axis 0"),
            (#"{"shape": [[1, 0], 10, [3, 4]]}"#, [2, 3, 10, 4, 5], "axis 0"),
            (#"{"shape": [[3, 4], 10, [0, 1]]}"#, [2, 3, 10, 4, 5], "axis 0"),
            (#"{"shape": [[0, 0]]}"#, [2, 2], "axis 0"),
            (#"{"shape": [[2]]}"#, [2, 2], "axis 2 is none"),
            // The products must be the same.
            (#"{"shape": [5]}"#, [2, 3], "cannot be stored"),
            (#"{"shape": [4, -1]}"#, [2, 3], "cannot be stored"),
            (#"{"shape": [-1, -1]}"#, [2, 3], "two places"),
            // [1] must have as many elements before it in both: 6 in front of the stored axis, 2 in front of axis 1.
            (#"{"shape": [6, [1], -1]}"#, [2, 3, 6], "are not axis 1"),
            // A missing axis of more than one element: 4 elements behind, 12 in the array.
            (#"{"shape": [[0], -1]}"#, [2, 3, 4], nil),
            (#"{"shape": [3, [0]]}"#, [2, 3], "are not axis 1"),
            (#"{"shape": [0]}"#, [2], "0"),
            (#"{"shape": [-2]}"#, [2], "-2"),
            (#"{"shape": [1.5]}"#, [2], "1.5"),
            (#"{"shape": ["2"]}"#, [2], "2"),
            (#"{"shape": [[-1]]}"#, [2], "-1"),
            (#"{"shape": 6}"#, [6], "not a list"),
            (#"{}"#, [6], "lacks the field shape"),
            (#"{"shape": [9223372036854775807, 9223372036854775807]}"#, [2], ""),
        ] as [(String, [Int], String?)])
    func whatTheSpecificationForbidsIsRefused(_ configuration: String, shape: [Int], word: String?) throws {
        guard let word else {
            #expect(try stored(configuration, of: shape) == [2, 12])
            return
        }
        #expect { try stored(configuration, of: shape) } throws: { error in
            let error = error as? ZarrError
            return error?.jsonPath == "configuration.shape" && error?.message.contains(word) == true
        }
    }

    @Test func elementsKeepTheirOrder() throws {
        let pipeline = try CodecChain([
            TransposeCodec(order: .axes([1, 0])), ReshapeCodec(shape: [.rest, .size(3)]), BytesCodec(endian: nil),
        ]).bind(ChunkRepresentation(shape: [3, 4], dataType: .uint8, fillValue: FillValue(bytes: [9])))
        // Rows 0 1 2 3, 4 5 6 7, 8 9 10 11; transposed, its columns follow each other; reshaping moves nothing.
        let stored: [UInt8] = [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]
        #expect(try pipeline.encoded(Array(0..<12)) == stored)
        #expect(try pipeline.decodedChunk(stored) == Array(0..<12))
    }
}
