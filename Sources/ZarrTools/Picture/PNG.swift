import ZarrBase
import ZarrCompression

/// Pictures in the PNG format, of 8 bits a channel with transparency.
///
/// Specification: W3C, "Portable Network Graphics", third edition.
enum PNG {
    /// The file of a picture whose pixels are `width` x `height` times red, green, blue, alpha from the top left on.
    static func encode(_ pixels: [UInt8], width: Int, height: Int) throws(ZarrError) -> [UInt8] {
        guard let columns = UInt32(exactly: width), let rows = UInt32(exactly: height), columns > 0, rows > 0,
            pixels.count == 4 * width * height
        else { throw ZarrError(.invalidArgument, "a picture of \(width) x \(height) pixels") }
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        // Eight bits a channel, colour with alpha; deflate, the usual filters, not interlaced.
        append("IHDR", bytes(columns) + bytes(rows) + [8, 6, 0, 0, 0], to: &file)
        append("IDAT", try compressed(filtered(pixels, stride: 4 * width)), to: &file)
        append("IEND", [], to: &file)
        return file
    }

    /// Each row as its difference from the one above: next to nothing where a picture was enlarged.
    private static func filtered(_ pixels: [UInt8], stride: Int) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(pixels.count + pixels.count / stride)
        for start in Swift.stride(from: 0, to: pixels.count, by: stride) {
            output.append(2)
            for place in start..<(start + stride) {
                output.append(pixels[place] &- (start == 0 ? 0 : pixels[place - stride]))
            }
        }
        return output
    }

    private static func compressed(_ bytes: [UInt8]) throws(ZarrError) -> [UInt8] {
        let output = ScratchBuffer()
        try bytes.span.withUnsafeBytes { (buffer) throws(ZarrError) in
            try Zlib.compress(buffer, into: output, level: 6, context: CompressionContext())
        }
        return Array(output.bytes)
    }

    private static func append(_ type: String, _ data: [UInt8], to file: inout [UInt8]) {
        let body = Array(type.utf8) + data
        file += bytes(UInt32(truncatingIfNeeded: data.count)) + body
        file += bytes(body.span.withUnsafeBytes { CRC32.checksum($0) })
    }

    private static func bytes(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
}
