import Zarr

/// Lays values out as NumPy's `print` does: aligned columns in nested brackets, lines of 75 columns.
enum NumpyText {
    /// Arrays of more elements are abbreviated.
    static let threshold = 1000
    /// The values shown at each end of an abbreviated axis.
    static let edgeItems = 3
    private static let lineWidth = 75

    /// The text of an array of `shape`; `scalars` holds the shown values only where it is abbreviated.
    static func format(_ scalars: [NumpyScalar], shape: [Int], isAbbreviated: Bool, of dataType: DataType) -> String {
        if shape.isEmpty { return scalars.first.map { single($0, of: dataType) } ?? "" }
        var layout = Layout(
            words: words(scalars, of: dataType)[...], shape: shape, isAbbreviated: isAbbreviated)
        return layout.nested(axis: 0, indent: " ", width: lineWidth)
    }

    /// What stands in each place, padded to the same width where NumPy does.
    private static func words(_ scalars: [NumpyScalar], of dataType: DataType) -> [String] {
        let size = dataType.byteCount
        switch scalars.first {
        case .bool?:
            return scalars.map { if case .bool(true) = $0 { " True" } else { "False" } }
        case .float?:
            let values = scalars.map { if case .float(let value) = $0 { value } else { 0.0 } }
            let format = NumpyFloatFormat(values, size: size, alwaysSigned: false)
            return values.map(format.text)
        case .complex?:
            let parts = scalars.map {
                if case .complex(let real, let imaginary) = $0 { (real, imaginary) } else { (0.0, 0.0) }
            }
            let real = NumpyFloatFormat(parts.map(\.0), size: size / 2, alwaysSigned: false)
            let imaginary = NumpyFloatFormat(parts.map(\.1), size: size / 2, alwaysSigned: true)
            return parts.map { part in
                let text = imaginary.text(part.1)
                let end = text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.endIndex
                return real.text(part.0) + text[..<end] + "j" + text[end...]
            }
        case .signed?, .unsigned?:
            let texts = scalars.map { single($0, of: dataType) }
            let width = texts.reduce(0) { max($0, $1.utf8.count) }
            return texts.map { String(repeating: " ", count: width - $0.utf8.count) + $0 }
        case .text?:
            return scalars.map { if case .text(let text) = $0 { NumpyScalar.quoted(text) } else { "" } }
        default:
            return scalars.map { single($0, of: dataType) }
        }
    }

    /// A value that stands alone.
    private static func single(_ scalar: NumpyScalar, of dataType: DataType) -> String {
        switch scalar {
        case .bool(let value): value ? "True" : "False"
        case .signed(let value): String(value)
        case .unsigned(let value): String(value)
        case .float(let value): NumpyFloatFormat.repr(value, size: dataType.byteCount)
        case .complex(let real, let imaginary):
            NumpyFloatFormat.repr(complex: real, imaginary, size: dataType.byteCount / 2)
        case .text(let text): text
        case .bytes(let bytes): NumpyScalar.quoted(bytes)
        case .other(let text): text
        }
    }

    private struct Layout {
        var words: ArraySlice<String>
        let shape: [Int]
        let isAbbreviated: Bool

        mutating func nested(axis: Int, indent: String, width: Int) -> String {
            let isShortened = isAbbreviated && shape[axis] > 2 * edgeItems
            let count = isShortened ? 2 * edgeItems : shape[axis]
            let isLast = axis == shape.count - 1
            var text = ""
            var line = indent
            let separator = String(repeating: "\n", count: shape.count - axis - 1)
            for place in 0..<count {
                if isShortened, place == edgeItems {
                    if isLast {
                        extend(&text, &line, "...", width - 1, indent)
                        line += " "
                    } else {
                        text += indent + "..." + separator
                    }
                }
                if isLast {
                    extend(&text, &line, words.popFirst() ?? "", width - 1, indent)
                    if place < count - 1 { line += " " }
                } else {
                    text += indent + nested(axis: axis + 1, indent: indent + " ", width: width - 1)
                    if place < count - 1 { text += separator }
                }
            }
            if isLast { text += line }
            return "[" + text.dropFirst(indent.count) + "]"
        }

        private func extend(
            _ text: inout String, _ line: inout String, _ word: String, _ width: Int, _ indent: String
        ) {
            // A line that holds nothing yet gains nothing from another break.
            if line.count + word.count > width, line.count > indent.count {
                while line.last == " " { line.removeLast() }
                text += line + "\n"
                line = indent
            }
            line += word
        }
    }
}
