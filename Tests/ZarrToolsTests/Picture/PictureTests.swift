import Testing
import Zarr
import ZarrCompression

@testable import ZarrTools

struct PictureTests {
    /// The pixels of a PNG as red, green, blue, alpha, and its size.
    private func decode(_ file: [UInt8]) throws -> (pixels: [UInt8], width: Int, height: Int) {
        #expect(Array(file.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        func number(_ place: Int) -> Int { file[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) } }
        var place = 8
        var types: [String] = []
        var data: [UInt8] = []
        var size = (0, 0)
        while place < file.count {
            let length = number(place)
            let body = Array(file[(place + 4)..<(place + 8 + length)])
            #expect(number(place + 8 + length) == Int(body.withUnsafeBytes { CRC32.checksum($0) }))
            types.append(String(decoding: body.prefix(4), as: UTF8.self))
            if types.last == "IHDR" {
                size = (number(place + 8), number(place + 12))
                #expect(Array(body.suffix(5)) == [8, 6, 0, 0, 0])
            }
            if types.last == "IDAT" { data = Array(body.dropFirst(4)) }
            place += 12 + length
        }
        #expect(types == ["IHDR", "IDAT", "IEND"])
        let stride = 4 * size.0
        var rows = [UInt8](repeating: 0, count: (stride + 1) * size.1)
        let count = try data.withUnsafeBytes { source in
            try rows.withUnsafeMutableBytes { try Zlib.decompress(source, into: $0, context: CompressionContext()) }
        }
        #expect(count == rows.count)
        var pixels: [UInt8] = []
        for row in 0..<size.1 {
            #expect(rows[row * (stride + 1)] == 2)
            for byte in 0..<stride {
                let above = row == 0 ? 0 : pixels[(row - 1) * stride + byte]
                pixels.append(rows[row * (stride + 1) + 1 + byte] &+ above)
            }
        }
        return (pixels, size.0, size.1)
    }

    @Test func checksumsAsPNGHasThem() {
        #expect(Array("IEND".utf8).withUnsafeBytes { CRC32.checksum($0) } == 0xAE42_6082)
        let parts = Array("END".utf8).withUnsafeBytes { end in
            CRC32.checksum(end, seed: Array("I".utf8).withUnsafeBytes { CRC32.checksum($0) })
        }
        #expect(parts == 0xAE42_6082)
        #expect([UInt8]().withUnsafeBytes { CRC32.checksum($0, seed: 5) } == 5)
    }

    @Test func drawsABlockForEachElement() throws {
        let picture = try Picture([0, 1, .nan, 0.5], rows: 2, columns: 2, colormap: .gray)
        #expect(picture.width == 720)
        #expect(picture.height == 720)
        #expect(picture.missingCount == 1)
        #expect(picture.range == 0...1)
        let (pixels, width, height) = try decode(try picture.png())
        #expect(width == 720 && height == 720)
        func pixel(_ x: Int, _ y: Int) -> [UInt8] { Array(pixels[(4 * (y * width + x))..<(4 * (y * width + x) + 4)]) }
        #expect(pixel(0, 0) == [0, 0, 0, 255])
        #expect(pixel(359, 359) == [0, 0, 0, 255])
        #expect(pixel(360, 0) == [255, 255, 255, 255])
        #expect(pixel(0, 360) == [0, 0, 0, 0])
        #expect(pixel(719, 719) == [128, 128, 128, 255])
    }

    @Test func colorsEndWhereTheMapsEnd() {
        #expect(Colormap.viridis.color(at: 0) == (0x44, 0x01, 0x54))
        #expect(Colormap.viridis.color(at: 1) == (0xFD, 0xE7, 0x25))
        #expect(Colormap.coolwarm.color(at: 2) == (0xB4, 0x04, 0x26))
        #expect(Colormap.gray.color(at: -1) == (0, 0, 0))
    }

    private func plane(
        latitudes: [Double], _ attributes: JSONObject, fill: Double = -99
    ) async throws -> ZarrArray {
        let store = MemoryStore()
        let array = try await ZarrArray.create(
            in: store, at: "sst",
            ArrayLayout(
                shape: [2, 2, 2], dataType: .float64,
                fillValue: FillValue(bytes: withUnsafeBytes(of: fill) { Array($0) }),
                dimensionNames: ["time", "y", "x"], attributes: ["_FillValue": 5, "missing_value": [6]]))
        try await array.write(try NDArray(shape: [2, 2, 2], [0.0, 1, 2, 3, 4, 5, 6, 1e36]))
        let axis = try await ZarrArray.create(
            in: store, at: "y", ArrayLayout(shape: [2], dataType: .float64, attributes: attributes))
        try await axis.write(try NDArray(shape: [2], latitudes))
        return array
    }

    private func top(_ array: ZarrArray, _ selection: Selection, flips: Bool = false) async throws -> UInt8 {
        let options = PictureOptions(colormap: .gray, range: 0...3, flips: flips)
        let picture = try await Picture.of(array, selection, options)
        return try decode(try picture.png()).pixels[0]
    }

    @Test func putsNorthAtTheTop() async throws {
        let ascending = try await plane(latitudes: [-10, 10], ["units": "degrees_north"])
        let descending = try await plane(latitudes: [10, -10], ["units": "degrees_north"])
        let other = try await plane(latitudes: [-10, 10], ["units": "m"])
        #expect(try await top(ascending, [0]) == 170)
        #expect(try await top(ascending, [0], flips: true) == 0)
        #expect(try await top(ascending, [0, .slice(start: nil, stop: nil, step: -1)]) == 170)
        #expect(try await top(descending, [0]) == 0)
        #expect(try await top(other, [0]) == 0)
    }

    @Test func leavesOutWhatIsMissing() async throws {
        let array = try await plane(latitudes: [10, -10], [:], fill: 4)
        // The fill value, two attributes and what is too large.
        #expect(try await Picture.of(array, [1]).missingCount == 4)
        #expect(try await Picture.of(array, [0], PictureOptions(missing: 3)).missingCount == 1)
        #expect(try await Picture.of(array, [0]).range == 0...3)
    }

    @Test func refusesWhatIsNoPlane() async throws {
        let array = try await plane(latitudes: [10, -10], [:])
        await #expect { _ = try await Picture.of(array) } throws: { ($0 as? ZarrError)?.code == .invalidSelection }
        await #expect { _ = try await Picture.of(array, [0, 0..<0]) } throws: {
            ($0 as? ZarrError)?.code == .invalidSelection
        }
        let text = try await ZarrArray.counting(.string, [2, 2])
        await #expect { _ = try await Picture.of(text) } throws: { ($0 as? ZarrError)?.code == .unsupported }
    }
}
