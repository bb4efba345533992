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
        let size = ScalarKind(dataType).numberSize
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
            let real = NumpyFloatFormat(parts.map(\.0), size: size, alwaysSigned: false)
            let imaginary = NumpyFloatFormat(parts.map(\.1), size: size, alwaysSigned: true)
            return parts.map { part in
                let text = imaginary.text(part.1)
                let end = text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.endIndex
                return real.text(part.0) + text[..<end] + "j" + text[end...]
            }
        case .signed?, .unsigned?: return aligned(scalars.map { single($0, of: dataType) })
        case .time?: return aligned(scalars.map { "'" + single($0, of: dataType) + "'" })
        case .duration?:
            return aligned(
                scalars.map {
                    guard case .duration(let steps, _) = $0, steps != TimeType.notATime else { return "'NaT'" }
                    return String(steps)
                })
        case .record?:
            let fields = dataType.structFields ?? []
            let columns = fields.enumerated().map { place, field in
                words(
                    scalars.map { if case .record(let parts) = $0 { parts[place] } else { .other("") } },
                    of: field.dataType)
            }
            return scalars.indices.map { row in record(columns.map { $0[row] }) }
        case .list?:
            guard let list = dataType.definition as? Subarray else { return scalars.map { _ in "[]" } }
            let all = words(
                scalars.flatMap { (scalar) -> [NumpyScalar] in if case .list(let items) = scalar { items } else { [] }
                },
                of: list.element)
            return scalars.indices.map { nested(all[($0 * list.count)..<(($0 + 1) * list.count)], list.shape[...]) }
        case .text?:
            return scalars.map { if case .text(let text) = $0 { NumpyScalar.quoted(text) } else { "" } }
        default:
            return scalars.map { single($0, of: dataType) }
        }
    }

    private static func aligned(_ texts: [String]) -> [String] {
        let width = texts.reduce(0) { max($0, $1.utf8.count) }
        return texts.map { String(repeating: " ", count: width - $0.utf8.count) + $0 }
    }

    /// The fields of a record as a tuple of Python.
    private static func record(_ fields: [String]) -> String {
        "(" + fields.joined(separator: ", ") + (fields.count == 1 ? ",)" : ")")
    }

    /// The elements of one field in lists as deep as it has axes.
    private static func nested(_ words: ArraySlice<String>, _ shape: ArraySlice<Int>) -> String {
        guard let extent = shape.first else { return words.first ?? "" }
        let step = extent > 0 ? words.count / extent : 0
        let parts = (0..<extent).map { place in
            nested(words.dropFirst(place * step).prefix(step), shape.dropFirst())
        }
        return "[" + parts.joined(separator: ", ") + "]"
    }

    /// A value within a record that stands alone: text has quotes there.
    private static func part(_ scalar: NumpyScalar, of dataType: DataType) -> String {
        switch scalar {
        case .text(let text): NumpyScalar.quoted(text)
        case .time(let text): text == "NaT" ? text : "'" + text + "'"
        default: single(scalar, of: dataType)
        }
    }

    /// A value that stands alone.
    private static func single(_ scalar: NumpyScalar, of dataType: DataType) -> String {
        switch scalar {
        case .bool(let value): value ? "True" : "False"
        case .signed(let value): String(value)
        case .unsigned(let value): String(value)
        case .float(let value): NumpyFloatFormat.repr(value, size: ScalarKind(dataType).numberSize)
        case .complex(let real, let imaginary):
            NumpyFloatFormat.repr(complex: real, imaginary, size: ScalarKind(dataType).numberSize)
        case .text(let text): text
        case .bytes(let bytes): NumpyScalar.quoted(bytes)
        case .time(let text): text
        case .duration(let steps, let type): TimeText.duration(steps, type)
        case .record(let parts):
            record(zip(parts, dataType.structFields ?? []).map { part($0, of: $1.dataType) })
        case .list(let items):
            (dataType.definition as? Subarray).map { list in
                nested(items.map { part($0, of: list.element) }[...], list.shape[...])
            } ?? "[]"
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
