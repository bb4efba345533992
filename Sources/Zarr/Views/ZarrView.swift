public import ZarrBase
public import ZarrCodecs
import ZarrFormats
public import ZarrIndexing

/// A part of an array, turned and named as wished, that is read and written like an array.
///
/// Views compose without a request: `try array.view[["time": 0]].transposed()[10..<20]` reads no more than the
/// chunks that its elements lie in. Fields and numbers of another type are views too. A view is a value and keeps the shape that the array had.
public struct ZarrView: Sendable {
    /// The array that the elements lie in.
    public let array: ZarrArray
    /// The names of the dimensions where they have any.
    public private(set) var dimensionNames: [String?]?
    let transform: IndexTransform
    let access: ElementAccess
    /// What the first index of each dimension is called; nil where indices count from zero, negative ones from the end.
    private var origins: [Int?]

    init(_ array: ZarrArray) throws(ZarrError) {
        let description = array.description
        self.init(array, description, try IndexTransform(whole: description.shape))
    }

    /// A part of an array that is already bound to it.
    init(_ array: ZarrArray, _ selection: ResolvedSelection) {
        let description = array.description
        self.init(array, description, IndexTransform(selection, of: description.shape))
    }

    private init(_ array: ZarrArray, _ description: ArrayDescription, _ transform: IndexTransform) {
        self.array = array
        self.transform = transform
        access = ElementAccess(description.dataType)
        origins = [Int?](repeating: nil, count: transform.shape.count)
        dimensionNames =
            transform.selection.points == nil
            ? description.dimensionNames.map { names in transform.order.map { names[$0] } } : nil
    }

    private init(
        _ view: ZarrView, _ transform: IndexTransform, _ access: ElementAccess, _ names: [String?]?, _ origins: [Int?]
    ) {
        array = view.array
        self.transform = transform
        self.access = access
        dimensionNames = names
        self.origins = origins
    }

    func with(_ access: ElementAccess) -> ZarrView { ZarrView(self, transform, access, dimensionNames, origins) }

    /// The extents.
    public var shape: [Int] { transform.shape }
    /// The number of dimensions.
    public var rank: Int { origins.count }
    /// The type of the elements that are read and written.
    public var dataType: DataType { access.seen }
    /// What the first index of each dimension is called: zero where the view was not translated.
    public var origin: [Int] { origins.map { $0 ?? 0 } }

    /// A part of the view, as `view[0, .all, 10..<20]`; a list of indices as `view[[1, 5, 7]]`.
    ///
    /// A slice without a step keeps the indices of a translated dimension; any other part counts from zero.
    ///
    /// - Throws: ``ZarrError/Code/invalidSelection``.
    /// - Complexity: no request; linear in the number of listed indices.
    public subscript(axes: Selection.Axis...) -> ZarrView {
        get throws(ZarrError) { try selecting(Selection(axes)) }
    }

    /// A part of the view: every selection but whole chunks.
    ///
    /// A slice without a step keeps the indices of a translated dimension; any other part counts from zero.
    ///
    /// - Throws: ``ZarrError/Code/invalidSelection``.
    /// - Complexity: no request; linear in the number of listed indices or single elements.
    @_disfavoredOverload
    public subscript(selection: Selection) -> ZarrView {
        // Disfavoured, so that brackets within brackets are a list of indices, as in NumPy.
        get throws(ZarrError) { try selecting(selection) }
    }

    private func selecting(_ selection: Selection) throws(ZarrError) -> ZarrView {
        do {
            let inner = try selection.resolved(in: shape, origin: origins, dimensionNames: dimensionNames)
            return try selecting(
                inner, keepsIndices: selection.keepsIndices(rank: rank, dimensionNames: dimensionNames))
        } catch {
            throw error.at(node: array.storage.displayPath)
        }
    }

    func selecting(_ inner: ResolvedSelection, keepsIndices: [Bool]) throws(ZarrError) -> ZarrView {
        let selected = try transform.selecting(inner)
        guard inner.points == nil else {
            return ZarrView(self, selected, access, nil, [Int?](repeating: nil, count: selected.shape.count))
        }
        let kept = inner.axes.indices.filter { !inner.axes[$0].isDropped }
        let moved = kept.map { number -> Int? in
            keepsIndices[number] ? origins[number].map { $0 + inner.axes[number].start } : nil
        }
        return ZarrView(self, selected, access, dimensionNames.map { names in kept.map { names[$0] } }, moved)
    }

    /// The view with its dimensions in another order: dimension `i` is what was `order[i]`; without an order reversed.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the order does not name every dimension once.
    public func transposed(_ order: [Int]? = nil) throws(ZarrError) -> ZarrView {
        let order = order ?? Array((0..<rank).reversed())
        guard order.sorted() == Array(0..<rank) else {
            throw ZarrError(
                .invalidArgument, "\(order) is no order of \(rank) dimensions",
                hint: "name each of them once, from 0 on")
        }
        return ZarrView(
            self, transform.transposed(order), access, dimensionNames.map { names in order.map { names[$0] } },
            order.map { origins[$0] })
    }

    /// The view with its dimensions in the order of these names.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where they are not the names of all dimensions.
    public func transposed(_ names: [String]) throws(ZarrError) -> ZarrView {
        let known = dimensionNames ?? []
        let order = names.compactMap { name in known.firstIndex(of: name) }
        guard order.count == names.count, Set(order).count == rank else {
            throw ZarrError(
                .invalidArgument, "\(names) are not the names of the \(rank) dimensions",
                hint: "they are called \(known.map { $0 ?? "(nothing)" }.joined(separator: ", "))")
        }
        return try transposed(order)
    }

    /// The view with other indices: what was called `i` along a dimension is called `i` plus its offset.
    ///
    /// Along every dimension indices are then taken as they are; negative ones do not count from the end.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where there is not one offset a dimension.
    public func translated(by offset: [Int]) throws(ZarrError) -> ZarrView {
        guard offset.count == rank else {
            throw ZarrError(.invalidArgument, "\(offset.count) offsets for \(rank) dimensions")
        }
        var moved: [Int?] = []
        for (dimension, extent) in shape.enumerated() {
            let origin = try (origins[dimension] ?? 0).checkedPlus(offset[dimension])
            _ = try origin.checkedPlus(extent)
            moved.append(origin)
        }
        return ZarrView(self, transform, access, dimensionNames, moved)
    }

    /// The view with other names of its dimensions.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where there is not one name a dimension.
    public func labeled(_ names: [String?]) throws(ZarrError) -> ZarrView {
        guard names.count == rank else {
            throw ZarrError(.invalidArgument, "\(names.count) names for \(rank) dimensions")
        }
        return ZarrView(self, transform, access, names, origins)
    }
}

extension ZarrArray {
    /// The whole array as a view, which is cut, turned and named without a request.
    ///
    /// In Zarr v2 the names of dimensions are in the attributes: they are known once ``dimensionNames()`` or
    /// ``attributes()`` was called.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` where the number of elements does not fit `Int`.
    public var view: ZarrView {
        get throws(ZarrError) { try ZarrView(self) }
    }
}
