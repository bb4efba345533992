public import Zarr

extension Picture {
    /// Draws a plane of an array: a selection that leaves two axes, north at the top where the first is a latitude.
    ///
    /// Missing are NaN, the fill value unless it is zero, `_FillValue` and `missing_value` of the attributes, and what is
    /// beyond 1e30, as no measurement is.
    ///
    /// - Throws: ``ZarrError/Code/invalidSelection`` where there are not two axes, ``ZarrError/Code/unsupported`` where the
    ///   elements are no numbers.
    public static func of(
        _ array: ZarrArray, _ selection: Selection = .all, _ options: PictureOptions = PictureOptions(),
        onStart: (ProgressCounter) -> Void = { _ in }
    ) async throws -> Picture {
        let names = try await array.dimensionNames()
        let resolved = try selection.resolved(in: array.shape, dimensionNames: names, grid: array.chunkGrid)
        // A vector is drawn as one row; more axes than two only where the others have one element.
        var shape = resolved.outputShape
        while shape.count > 2, let place = shape.firstIndex(of: 1) { shape.remove(at: place) }
        guard (1...2).contains(shape.count) else {
            throw ZarrError(
                .invalidSelection, "a selection of shape \(resolved.outputShape.asTuple) is no plane",
                hint: "fix the other axes, as in '0, ...'"
            ).at(node: "/" + array.path)
        }
        guard resolved.elementCount <= 1 << 25 else {
            throw ZarrError(
                .limitExceeded, "a picture of \(resolved.elementCount) elements is too large",
                hint: "select every n-th one, as in '::4, ::4'")
        }
        let progress = ProgressCounter(total: resolved.elementCount * array.dataType.byteCount)
        onStart(progress)
        let missing = try await missingValues(of: array) + (options.missing.map { [$0] } ?? [])
        var values = try await array.read(selection, progress: progress).numbers()
        for place in values.indices where abs(values[place]) > 1e30 || missing.contains(values[place]) {
            values[place] = .nan
        }
        let rows = shape.count == 2 ? shape[0] : 1
        let columns = shape.count == 2 ? shape[1] : shape[0]
        let axis = resolved.axes.firstIndex { !$0.isDropped && $0.count == rows } ?? 0
        let hasNorthBelow =
            shape.count == 2 && resolved.points == nil ? await ascendsNorth(array, axis, resolved, names) : false
        if hasNorthBelow != options.flips {
            values = (0..<rows).reversed().flatMap { values[($0 * columns)..<(($0 + 1) * columns)] }
        }
        return try Picture(values, rows: rows, columns: columns, range: options.range, colormap: options.colormap)
    }

    /// The numbers that stand for no value.
    private static func missingValues(of array: ZarrArray) async throws -> [Double] {
        var missing: [Double] = []
        // Zero is what is written where nobody thought of a fill value.
        if !array.fillValue.isUndefined,
            let fill = array.dataType.json(of: array.fillValue, dialect: .v3).doubleValue, fill != 0
        {
            missing.append(fill)
        }
        let attributes = try await array.attributes()
        for name in ["_FillValue", "missing_value"] {
            guard let value = attributes[name] else { continue }
            for number in value.arrayValue ?? [value] {
                if let double = number.doubleValue {
                    missing.append(double)
                } else if number.stringValue != nil,
                    // xarray writes the bytes of a double in base64 where the format is Zarr v3.
                    let bytes = try? DataType.rawBits(64).fillValue(from: number, dialect: .v3).bytes
                {
                    missing.append(
                        Double(bitPattern: bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }))
                }
            }
        }
        return missing
    }

    /// Whether the first row of the plane lies south of the last: whether its axis has a coordinate that is a latitude and
    /// ascends. Anything that is not there or cannot be read says no.
    private static func ascendsNorth(
        _ array: ZarrArray, _ axis: Int, _ selection: ResolvedSelection, _ names: [String?]?
    ) async -> Bool {
        guard let names, axis < names.count, let name = names[axis], selection.axes[axis].count > 1 else {
            return false
        }
        let parent = array.path.split(separator: "/").dropLast().joined(separator: "/")
        guard
            let coordinate = try? await ZarrArray.open(
                in: array.store, at: parent.isEmpty ? name : parent + "/" + name),
            coordinate.shape == [array.shape[axis]],
            let attributes = try? await coordinate.attributes(), isLatitude(name, attributes)
        else { return false }
        let count = selection.axes[axis].count
        let ends = [0, count - 1].map { Selection([.index(selection.axes[axis].index(at: $0))]) }
        guard let first = try? await coordinate.read(ends[0]).numbers().first,
            let last = try? await coordinate.read(ends[1]).numbers().first
        else { return false }
        return first < last
    }

    /// By the conventions of CF: units, standard name or axis; else by a name that begins with "lat".
    private static func isLatitude(_ name: String, _ attributes: JSONObject) -> Bool {
        let units = attributes["units"]?.stringValue?.lowercased() ?? ""
        if units.hasPrefix("degree"), units.hasSuffix("north") || units.hasSuffix("_n") || units.hasSuffix("sn") {
            return true
        }
        return attributes["standard_name"]?.stringValue == "latitude" || attributes["axis"]?.stringValue == "Y"
            || name.lowercased().hasPrefix("lat")
    }
}

extension AnyNDArray {
    /// All elements as numbers; of complex ones the magnitude.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` where they are none.
    func numbers() throws(ZarrError) -> [Double] {
        let kind = ScalarKind(dataType)
        switch kind {
        case .bool, .signed, .unsigned, .float, .complex, .minifloat, .minifloatPair: break
        default:
            throw ZarrError(.unsupported, "elements of type \(dataType) are no numbers")
        }
        let size = dataType.byteCount
        return bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return [] }
            return (0..<count).map { place in
                let element = base + place * size
                return switch kind {
                case .bool: element.load(as: UInt8.self) != 0 ? 1 : 0
                case .signed(let size): Double(element.signed(size))
                case .unsigned(let size): Double(element.unsigned(size))
                case .float(let size): element.float(size)
                case .complex(let size):
                    (element.float(size) * element.float(size)
                        + (element + size).float(size) * (element + size).float(size)).squareRoot()
                case .minifloat(let type): element.minifloat(type)
                case .minifloatPair(let type):
                    (element.minifloat(type) * element.minifloat(type)
                        + (element + size / 2).minifloat(type) * (element + size / 2).minifloat(type)).squareRoot()
                default: .nan
                }
            }
        }
    }
}
