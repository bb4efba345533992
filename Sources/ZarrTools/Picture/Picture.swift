public import Zarr

/// A matrix of numbers as an image: each element a block of pixels, missing values transparent.
public struct Picture: Sendable {
    /// The size in pixels.
    public let width: Int
    /// The size in pixels.
    public let height: Int
    /// The values with the first and the last colour.
    public let range: ClosedRange<Double>
    /// How many elements are missing.
    public let missingCount: Int
    private let pixels: [UInt8]

    /// Draws `rows` x `columns` values, NaN for missing ones, the first row at the top.
    ///
    /// - Parameter range: the values with the first and the last colour; by default the least and the greatest.
    /// - Throws: ``ZarrError/Code/limitExceeded`` for more than 32 million elements.
    init(
        _ values: [Double], rows: Int, columns: Int, range: ClosedRange<Double>? = nil, colormap: Colormap = .viridis
    ) throws(ZarrError) {
        guard rows > 0, columns > 0, values.count == rows * columns else {
            throw ZarrError(.invalidSelection, "there is nothing to draw in a selection of \([rows, columns].asTuple)")
        }
        guard values.count <= Self.mostPixels else {
            throw ZarrError(
                .limitExceeded, "a picture of \(values.count) elements is too large",
                hint: "select every n-th one, as in '::4, ::4'")
        }
        var least = Double.infinity
        var greatest = -Double.infinity
        var missing = 0
        for value in values {
            if value.isNaN {
                missing += 1
            } else {
                least = min(least, value)
                greatest = max(greatest, value)
            }
        }
        let chosen = range ?? (least <= greatest ? least...greatest : 0...1)
        let span = chosen.upperBound - chosen.lowerBound
        var scale = max(1, Self.leastWidth.dividedRoundingUp(by: columns))
        while scale > 1, values.count.saturatingTimes(scale * scale) > Self.mostPixels { scale -= 1 }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(4 * values.count * scale * scale)
        for row in 0..<rows {
            let start = pixels.count
            for value in values[(row * columns)..<((row + 1) * columns)] {
                let place = span > 0 ? (value - chosen.lowerBound) / span : 0.5
                let color = value.isNaN ? (0, 0, 0) : colormap.color(at: place)
                let alpha: UInt8 = value.isNaN ? 0 : 255
                for _ in 0..<scale { pixels += [color.0, color.1, color.2, alpha] }
            }
            let end = pixels.count
            for _ in 1..<max(1, scale) { pixels += pixels[start..<end] }
        }
        width = columns * scale
        height = rows * scale
        self.range = chosen
        missingCount = missing
        self.pixels = pixels
    }

    private static let leastWidth = 720
    private static let mostPixels = 32 << 20

    /// The picture as a PNG file.
    public func png() throws(ZarrError) -> [UInt8] { try PNG.encode(pixels, width: width, height: height) }
}
