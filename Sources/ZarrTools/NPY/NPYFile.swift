public import Zarr

/// A `.npy` file whose elements are read part by part.
public struct NPYFile: Sendable {
    /// What the file holds.
    public let header: NPYHeader
    let source: any ByteSource
    /// Where the elements begin.
    let start: Int

    /// Reads the header of the file at `path`.
    ///
    /// - Throws: ``ZarrError/Code/notFound``, ``ZarrError/Code/corruptData`` where it is no `.npy` file or too short,
    ///   ``ZarrError/Code/unsupported`` for Python objects.
    public init(path: String) throws {
        let source = try Self.source(path)
        do {
            try self.init(source)
        } catch let error as ZarrError {
            throw error.at(key: path)
        }
    }

    /// A file of elements without a header, in C order in the byte order of the machine.
    ///
    /// - Throws: ``ZarrError/Code/notFound``, ``ZarrError/Code/corruptData`` where its size is not that of the elements,
    ///   ``ZarrError/Code/unsupported`` for types of variable length.
    public init(rawPath path: String, dataType: DataType, shape: [Int]) throws {
        let source = try Self.source(path)
        do {
            try self.init(raw: source, dataType: dataType, shape: shape)
        } catch let error as ZarrError {
            throw error.at(key: path)
        }
    }

    /// Elements without a header that are open or in memory, in C order in the byte order of the machine.
    public init(raw source: any ByteSource, dataType: DataType, shape: [Int]) throws {
        guard !dataType.isVariableLength else {
            throw ZarrError(.unsupported, "elements of type \(dataType) have no raw form", hint: "choose npy")
        }
        header = NPYHeader(
            dataType: dataType, storage: BytesCodec(endian: dataType.layout.hasByteOrder ? .native : nil),
            isFortranOrder: false, shape: shape)
        start = 0
        self.source = source
        let needed = try shape.elementCount().checkedTimes(dataType.byteCount)
        let size = try source.size() ?? 0
        guard size == needed else {
            throw ZarrError(
                .corruptData, "the file has \(size) bytes, \(shape.asTuple) elements of type \(dataType) have \(needed)"
            )
        }
    }

    private static func source(_ path: String) throws -> any ByteSource {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        guard let name = parts.last else { throw ZarrError(.invalidArgument, "\"\(path)\" is no file") }
        let directory = parts.dropLast().joined(separator: "/")
        let root = path.hasPrefix("/") ? "/" + directory : directory.isEmpty ? "." : directory
        guard let source = try FileSystemStore(root: root).source(for: StoreKey(String(name))) else {
            throw ZarrError(.notFound, "there is no file \(path)")
        }
        return source
    }

    /// Reads the header of a file that is open or in memory.
    public init(_ source: any ByteSource) throws {
        (header, start) = try NPYHeader.read(from: source)
        self.source = source
        let needed = try header.shape.elementCount().checkedTimes(header.dataType.byteCount).checkedPlus(start)
        let size = try source.size() ?? 0
        guard size >= needed else {
            throw ZarrError(.corruptData, "the .npy file has \(size) bytes, its header says \(needed)")
        }
    }

    /// All elements.
    public func array() throws -> AnyNDArray {
        try AnyNDArray(
            shape: header.shape, dataType: header.dataType,
            adopting: elements(of: Region(whole: header.shape), in: header.shape))
    }

    /// Writes all elements to a selection of `array`, region by region.
    ///
    /// - Parameter onStart: gets the counter of bytes before they are encoded.
    /// - Throws: ``ZarrError/Code/invalidArgument`` where shape or type do not fit.
    public func write(
        to array: ZarrArray, at selection: Selection = .all, budget: Int = 64 << 20,
        onStart: (ProgressCounter) -> Void = { _ in }
    ) async throws {
        try await write(to: array.view(of: selection), budget: budget, onStart: onStart)
    }

    /// Writes all elements to a view, region by region.
    public func write(
        to view: ZarrView, budget: Int = 64 << 20, onStart: (ProgressCounter) -> Void = { _ in }
    ) async throws {
        let shape = view.shape
        guard shape.filter({ $0 != 1 }) == header.shape.filter({ $0 != 1 }) else {
            throw ZarrError(
                .invalidArgument, "the file holds \(header.shape.asTuple), the selection is \(shape.asTuple)",
                hint: "choose another --selection, or resize the array")
        }
        let conversion = try NPYConversion(from: header.dataType, to: view.dataType)
        let runs = shape.indices.map { view.chunkRun(along: $0) }
        let starts = runs.compactMap(\.start)
        let plan = RegionPlan(
            shape, units: runs.map(\.unit), offsets: starts.count == shape.count ? starts : nil,
            elementSize: max(header.dataType.byteCount, view.dataType.byteCount), budget: budget)
        let progress = ProgressCounter(total: try view.elementCount.checkedTimes(view.dataType.byteCount))
        onStart(progress)
        let grid = plan.gridShape
        var indices = [Int](repeating: 0, count: grid.count)
        for _ in 0..<(try grid.elementCount()) {
            try Task.checkCancelledAsZarrError()
            let region = plan.region(indices)
            let values = try conversion.convert(try elements(of: region, in: shape), shape: region.shape)
            let part = try view.part(zip(region.origin, region.shape).map { $0..<$0 + $1 })
            try await part.write(values, progress: progress)
            indices.increment(in: grid)
        }
    }

    /// The elements of a region, in C order in the byte order of the machine. `shape` is that of the file but for axes of
    /// extent 1.
    private func elements(of region: Region, in shape: [Int]) throws -> MemoryBlock {
        let size = header.dataType.byteCount
        let block = try MemoryBlock(count: region.elementCount.checkedTimes(size))
        let axes = header.isFortranOrder ? shape.indices.reversed() : Array(shape.indices)
        try fill(block, axes.map { region.origin[$0] }, axes.map { region.shape[$0] }, axes.map { shape[$0] })
        header.storage.exchangeInPlace(block.bytes, of: header.dataType)
        guard header.isFortranOrder, shape.count > 1, size > 0 else { return block }
        let transposed = try MemoryBlock(count: block.count)
        StridedCopy.copy(
            from: UnsafeRawPointer(block.baseAddress),
            strides: StridedCopy.contiguousStrides(region.shape.reversed(), elementSize: size).reversed(),
            to: transposed.baseAddress, strides: StridedCopy.contiguousStrides(region.shape, elementSize: size),
            shape: region.shape, elementSize: size)
        return transposed
    }

    /// Reads the runs of bytes that lie together in the file; the axes are in the order of the file.
    private func fill(_ block: MemoryBlock, _ origin: [Int], _ extents: [Int], _ shape: [Int]) throws {
        let size = header.dataType.byteCount
        var run = size
        var outer = shape.count
        while outer > 0 {
            run *= extents[outer - 1]
            outer -= 1
            if extents[outer] != shape[outer] { break }
        }
        guard run > 0, block.count > 0 else { return }
        let strides = StridedCopy.contiguousStrides(shape, elementSize: size)
        var index = [Int](repeating: 0, count: outer)
        let outerShape = Array(extents.prefix(outer))
        for number in 0..<(block.count / run) {
            var offset = start
            for axis in shape.indices { offset += (origin[axis] + (axis < outer ? index[axis] : 0)) * strides[axis] }
            let place = UnsafeMutableRawBufferPointer(start: block.baseAddress + number * run, count: run)
            guard try source.read(.bounded(offset: offset, length: run), into: place) else {
                throw ZarrError(.notFound, "the .npy file is gone")
            }
            index.increment(in: outerShape)
        }
    }

    /// Grows `array` along an axis and writes all elements behind what it held.
    ///
    /// - Returns: the range of indices along the axis that was written.
    /// - Throws: ``ZarrError/Code/invalidArgument`` where shape or type do not fit; nothing has changed then.
    @discardableResult
    public func append(
        to array: ZarrArray, axis: Int = 0, as mode: AppendMode = .shared,
        onStart: (ProgressCounter) -> Void = { _ in }
    ) async throws -> Range<Int> {
        let (axis, grown) = try checkedShape(of: array, axis: axis)
        return try await array.append(count: grown[axis] - array.shape[axis], axis: axis, as: mode) { array, range in
            try await write(to: array, axis: axis, range, onStart: onStart)
            return range
        }
    }

    /// Writes all elements to a range of indices along an axis.
    public func write(
        to array: ZarrArray, axis: Int, _ range: Range<Int>, onStart: (ProgressCounter) -> Void = { _ in }
    ) async throws {
        var selection = [Selection.Axis](repeating: .all, count: array.rank)
        selection[axis < 0 ? axis + array.rank : axis] = range.lowerBound..<range.upperBound
        try await write(to: array, at: Selection(selection), onStart: onStart)
    }

    /// As ``grownShape(of:axis:)``; also throws where the elements are of a type that does not become the array's.
    public func checkedShape(of array: ZarrArray, axis: Int) throws(ZarrError) -> (axis: Int, shape: [Int]) {
        _ = try NPYConversion(from: header.dataType, to: array.dataType)
        return try grownShape(of: array, axis: axis)
    }

    /// The shape that `array` has once the elements are appended along an axis.
    public func grownShape(of array: ZarrArray, axis: Int) throws(ZarrError) -> (axis: Int, shape: [Int]) {
        let old = array.shape
        let axis = axis < 0 ? axis + old.count : axis
        guard old.indices.contains(axis) else {
            throw ZarrError(.invalidArgument, "there is no axis \(axis) in an array of shape \(old.asTuple)")
        }
        var added = header.shape
        if added.count == old.count - 1 { added.insert(1, at: axis) }
        guard added.count == old.count, old.indices.allSatisfy({ $0 == axis || added[$0] == old[$0] }) else {
            throw ZarrError(
                .invalidArgument,
                "the file holds \(header.shape.asTuple), which does not continue \(old.asTuple) along axis \(axis)")
        }
        var grown = old
        grown[axis] = try old[axis].checkedPlus(added[axis])
        return (axis, grown)
    }
}

extension [Int] {
    /// As Python writes a shape: `(12, 90, 180)`, `(5,)`, `()`.
    var asTuple: String { "(" + map(String.init).joined(separator: ", ") + (count == 1 ? ",)" : ")") }
}
