import Testing
import ZarrBase

@Suite struct ScratchBufferTests {
    @Test func keepsWhatItIsAskedToKeep() throws {
        let buffer = ScratchBuffer()
        #expect(buffer.bytes.isEmpty)
        try buffer.resize(to: 4)
        buffer.bytes.copyBytes(from: [1, 2, 3, 4] as [UInt8])
        try buffer.resize(to: 1000, keeping: 3)
        #expect(buffer.count == 1000)
        #expect(Array(buffer.bytes.prefix(3)) == [1, 2, 3])
        try buffer.resize(to: 2, keeping: 2)
        #expect(Array(buffer.bytes) == [1, 2])
    }

    @Test func usesItsMemoryAgain() throws {
        let buffer = ScratchBuffer()
        try buffer.resize(to: 100)
        let memory = buffer.bytes.baseAddress
        try buffer.resize(to: 10)
        try buffer.resize(to: 100)
        #expect(buffer.bytes.baseAddress == memory)
    }

    @Test func appendsInOrder() throws {
        let buffer = ScratchBuffer()
        var expected: [UInt8] = []
        for length in 0..<60 {
            let piece = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ length) }
            try piece.withUnsafeBytes { try buffer.append($0) }
            expected += piece
        }
        #expect(Array(buffer.bytes) == expected)
    }

    @Test func givesItsBytesAway() throws {
        let buffer = ScratchBuffer()
        try [1, 2, 3].withUnsafeBytes { try buffer.append($0) }
        let address = UnsafeRawPointer(try #require(buffer.bytes.baseAddress))
        let bytes = buffer.take()
        #expect(bytes.withUnsafeBytes { $0.baseAddress } == address)
        #expect(bytes.count == 3 * MemoryLayout<Int>.size)
        #expect(buffer.count == 0)
        #expect(buffer.take().isEmpty)
        try buffer.resize(to: bytes.count)
        buffer.bytes.initializeMemory(as: UInt8.self, repeating: 0xEE)
        #expect(bytes.array.first == 1)
    }

    @Test func absurdSizesAreErrors() throws {
        let buffer = ScratchBuffer()
        try buffer.resize(to: 8)
        let negative = #expect(throws: ZarrError.self) { try buffer.resize(to: -1) }
        #expect(negative?.code == .invalidArgument)
        #expect(buffer.count == 8)
        let huge = #expect(throws: ZarrError.self) { try buffer.resize(to: .max) }
        #expect(huge?.code == .limitExceeded)
        #expect(buffer.bytes.isEmpty)
        try buffer.resize(to: 8)
        #expect(throws: ZarrError.self) { try buffer.resize(to: .max, keeping: 8) }
        #expect(buffer.count == 8)
    }
}
