/// Bob Jenkins' hash `hashlittle` (lookup3.c, 2006), with which HDF5 checks its own metadata.
public struct Lookup3 {
    private var a: UInt32
    private var b: UInt32
    private var c: UInt32

    /// The hash of `prefix` and `bytes` one behind the other, from `seed` on.
    ///
    /// - Complexity: linear; twelve bytes a step, no copy.
    public static func checksum(
        _ bytes: UnsafeRawBufferPointer, prefix: [UInt8] = [], seed: UInt32 = 0
    ) -> UInt32 {
        let count = bytes.count + prefix.count
        var hash = Lookup3(seed: 0xDEAD_BEEF &+ UInt32(truncatingIfNeeded: count) &+ seed)
        guard count > 0 else { return hash.c }
        // Blocks of which a part lies in the prefix are put together first; the last block is mixed otherwise.
        let seam = min(count, prefix.isEmpty ? 0 : (prefix.count + 11) / 12 * 12)
        var joined = prefix
        joined.append(contentsOf: bytes.prefix(seam - prefix.count))
        joined.withUnsafeBytes { hash.mix($0, all: seam < count) }
        let rest = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(seam > 0 ? seam - prefix.count : 0))
        let tail: [UInt8]
        if seam < count {
            hash.mix(rest, all: false)
            tail = Array(rest.suffix(lastBlock(rest.count)))
        } else {
            tail = joined.suffix(lastBlock(joined.count))
        }
        (tail + [UInt8](repeating: 0, count: 12 - tail.count)).withUnsafeBytes { hash.add($0.baseAddress) }
        hash.finish()
        return hash.c
    }

    private static func lastBlock(_ count: Int) -> Int { count == 0 ? 0 : (count - 1) % 12 + 1 }

    private init(seed: UInt32) {
        a = seed
        b = seed
        c = seed
    }

    /// Mixes in all blocks, or all but the last one.
    private mutating func mix(_ bytes: UnsafeRawBufferPointer, all: Bool) {
        let end = all ? bytes.count : bytes.count - Self.lastBlock(bytes.count)
        guard var next = bytes.baseAddress else { return }
        for _ in 0..<end / 12 {
            add(next)
            mix()
            next += 12
        }
    }

    @inline(__always)
    private mutating func add(_ block: UnsafeRawPointer?) {
        guard let block else { return }
        a &+= UInt32(littleEndian: block.loadUnaligned(as: UInt32.self))
        b &+= UInt32(littleEndian: block.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        c &+= UInt32(littleEndian: block.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    }

    @inline(__always)
    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word &<< count | word &>> (32 &- count)
    }

    @inline(__always)
    private mutating func mix() {
        a = (a &- c) ^ Self.rotated(c, 4)
        c &+= b
        b = (b &- a) ^ Self.rotated(a, 6)
        a &+= c
        c = (c &- b) ^ Self.rotated(b, 8)
        b &+= a
        a = (a &- c) ^ Self.rotated(c, 16)
        c &+= b
        b = (b &- a) ^ Self.rotated(a, 19)
        a &+= c
        c = (c &- b) ^ Self.rotated(b, 4)
        b &+= a
    }

    private mutating func finish() {
        c = (c ^ b) &- Self.rotated(b, 14)
        a = (a ^ c) &- Self.rotated(c, 11)
        b = (b ^ a) &- Self.rotated(a, 25)
        c = (c ^ b) &- Self.rotated(b, 16)
        a = (a ^ c) &- Self.rotated(c, 4)
        b = (b ^ a) &- Self.rotated(a, 14)
        c = (c ^ b) &- Self.rotated(b, 24)
    }
}
