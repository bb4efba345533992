/// How one word gets from source to destination. Types, not closures or flags, so that every loop is its own code.
protocol CopyWord {
    associatedtype Word: BlockWord
    static func convert(_ word: Word) -> Word
    /// The same, of all words in a vector.
    static func convert(vector: ByteVector) -> ByteVector
    /// Whether packed words are best moved by vectors; else the compiler makes better ones of the plain loop.
    static var usesVectors: Bool { get }
}

/// The word as it is.
enum PlainWord<Word: BlockWord>: CopyWord {
    @inline(__always)
    static func convert(_ word: Word) -> Word { word }

    @inline(__always)
    static func convert(vector: ByteVector) -> ByteVector { vector }

    @inline(__always)
    static var usesVectors: Bool { true }
}

/// The word with its bytes in reverse.
enum SwappedWord<Word: BlockWord>: CopyWord {
    @inline(__always)
    static func convert(_ word: Word) -> Word { word.byteSwapped }

    // Neighbours of 1, 2 and 4 bytes change places. Left to itself the compiler unpacks and packs words of 4 and 8
    // bytes, at half the speed.
    @inline(__always)
    static func convert(vector: ByteVector) -> ByteVector {
        let pairs = unsafeBitCast(vector, to: SIMD8<UInt16>.self)
        let words = (pairs &<< 8) | (pairs &>> 8)
        var swapped = words
        swapped.evenHalf = words.oddHalf
        swapped.oddHalf = words.evenHalf
        if MemoryLayout<Word>.size == 4 { return unsafeBitCast(swapped, to: ByteVector.self) }
        let wide = unsafeBitCast(swapped, to: SIMD4<UInt32>.self)
        return unsafeBitCast(SIMD4(wide.y, wide.x, wide.w, wide.z), to: ByteVector.self)
    }

    @inline(__always)
    static var usesVectors: Bool { MemoryLayout<Word>.size == 4 || MemoryLayout<Word>.size == 8 }
}

extension CopyWord {
    @inline(__always)
    static var size: Int { MemoryLayout<Word>.size }

    /// Moves one word between places that need not be aligned.
    @inline(__always)
    static func move(_ source: UnsafeRawPointer, _ destination: UnsafeMutableRawPointer) {
        destination.storeBytes(of: convert(source.loadUnaligned(as: Word.self)), as: Word.self)
    }

    /// Moves `count` words at constant distances.
    @inline(__always)
    static func moveLine(
        _ source: UnsafeRawPointer, _ sourceStride: Int,
        _ destination: UnsafeMutableRawPointer, _ destinationStride: Int, count: Int
    ) {
        for index in 0..<count { move(source + index &* sourceStride, destination + index &* destinationStride) }
    }

    /// Moves `count` packed words to packed places, which may be the same.
    @inline(__always)
    static func movePacked(_ source: UnsafeRawPointer, _ destination: UnsafeMutableRawPointer, count: Int) {
        guard usesVectors else { return moveLine(source, size, destination, size, count: count) }
        let byteCount = count &* size
        var offset = 0
        while offset <= byteCount - 32 {
            let first = source.loadUnaligned(fromByteOffset: offset, as: ByteVector.self)
            let second = source.loadUnaligned(fromByteOffset: offset + 16, as: ByteVector.self)
            destination.storeBytes(of: convert(vector: first), toByteOffset: offset, as: ByteVector.self)
            destination.storeBytes(of: convert(vector: second), toByteOffset: offset + 16, as: ByteVector.self)
            offset += 32
        }
        while offset < byteCount {
            move(source + offset, destination + offset)
            offset += size
        }
    }
}
