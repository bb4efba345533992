import Testing
import ZarrBase

@Suite struct BytesTests {
    @Test func copiesACollection() {
        #expect(Bytes([1, 2, 3] as [UInt8]).array == [1, 2, 3])
        #expect(Bytes("añ".utf8).array == [0x61, 0xC3, 0xB1])
        #expect(Bytes((0..<5).lazy.map { UInt8($0) }).array == [0, 1, 2, 3, 4])
        #expect(Bytes([] as [UInt8]).isEmpty)
        #expect(Bytes().count == 0)
        #expect(Bytes().array == [])
    }

    @Test func copiesABuffer() throws {
        var source: [UInt8] = [9, 8, 7]
        let copy = try source.withUnsafeBytes { try Bytes(copying: $0) }
        source[0] = 0
        #expect(copy.array == [9, 8, 7])
        #expect(try Bytes(copying: UnsafeRawBufferPointer(start: nil, count: 0)).isEmpty)
    }

    @Test func takesTheStartOfABlockWithoutACopy() throws {
        let block = try MemoryBlock(count: 4)
        block.bytes.copyBytes(from: [1, 2, 3, 4] as [UInt8])
        let bytes = Bytes(block, count: 2)
        #expect(bytes.array == [1, 2])
        #expect(bytes.withUnsafeBytes { $0.baseAddress } == UnsafeRawPointer(block.baseAddress))
        #expect(Bytes(block).count == 4)
        #expect(Bytes(block, count: 99).count == 4)
        #expect(Bytes(block, count: -1).isEmpty)
    }

    @Test func slicesShareMemory() throws {
        let whole = Bytes(Array(0..<10) as [UInt8])
        let part = try whole.slice(.bounded(offset: 2, length: 5))
        #expect(part.array == [2, 3, 4, 5, 6])
        #expect(try part.slice(.from(offset: 3)).array == [5, 6])
        #expect(try part.slice(.suffix(length: 2)).array == [5, 6])
        #expect(try part.slice(.suffix(length: 99)) == part)
        #expect(try part.slice(.from(offset: 5)).isEmpty)
        let start = whole.withUnsafeBytes { $0.baseAddress }
        #expect(part.withUnsafeBytes { $0.baseAddress } == start.map { $0 + 2 })
    }

    @Test func aSliceCannotLeaveItsPart() throws {
        let part = try Bytes(Array(0..<10) as [UInt8]).slice(.bounded(offset: 2, length: 5))
        for range in [ByteRange.bounded(offset: 3, length: 3), .from(offset: 6), .bounded(offset: -1, length: 2)] {
            let error = #expect(throws: ZarrError.self) { try part.slice(range) }
            #expect(error?.code == .corruptData)
        }
    }

    @Test func aSliceOutlivesItsWhole() throws {
        var whole: Bytes? = Bytes((0..<1000).map { UInt8(truncatingIfNeeded: $0) })
        let part = try #require(try whole?.slice(.bounded(offset: 700, length: 3)))
        whole = nil
        #expect(part.array == [188, 189, 190])
    }

    @Test func equalityLooksAtTheBytes() throws {
        let bytes = Bytes([1, 2, 1, 2] as [UInt8])
        #expect(try bytes.slice(.suffix(length: 2)) == bytes.slice(.bounded(offset: 0, length: 2)))
        #expect(bytes != Bytes([1, 2, 1, 3] as [UInt8]))
        #expect(bytes != Bytes([1, 2, 1] as [UInt8]))
        #expect(Bytes() == Bytes([] as [UInt8]))
    }

    @Test func decodesUTF8OnlyWhereItIsValid() {
        #expect(Bytes("Grüße 🌍".utf8).utf8 == "Grüße 🌍")
        #expect(Bytes().utf8 == "")
        #expect(Bytes([0x61, 0xFF] as [UInt8]).utf8 == nil)
    }

    @Test func areAByteSource() throws {
        let source: any ByteSource = Bytes(Array(0..<10) as [UInt8])
        let parts = try source.read([.bounded(offset: 1, length: 2), .suffix(length: 1), .from(offset: 10)])
        #expect(parts?.map(\.array) == [[1, 2], [9], []])
        #expect(try source.read(.suffix(length: 3))?.array == [7, 8, 9])

        let memory = try MemoryBlock(count: 3)
        #expect(try source.read(.from(offset: 7), into: memory.bytes))
        #expect(Array(memory.bytes) == [7, 8, 9])
        let short = #expect(throws: ZarrError.self) { try source.read(.suffix(length: 2), into: memory.bytes) }
        #expect(short?.code == .corruptData)
        let outside = #expect(throws: ZarrError.self) { try source.read(.bounded(offset: 8, length: 3)) }
        #expect(outside?.code == .corruptData)
    }
}
