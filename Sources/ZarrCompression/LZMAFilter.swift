internal import CLZMA
internal import ZarrBase

/// One filter of an LZMA chain, as Python's `lzma` module and the metadata of numcodecs spell it.
public struct LZMAFilter: Sendable, Hashable {
    /// The number of the filter: 33 LZMA2, 0x4000000000000001 LZMA1, 3 delta, 4 to 10 branch converters.
    public var id: Int
    /// What it is set to, by name: `preset`, `dict_size`, `lc`, `lp`, `pb`, `mode`, `nice_len`, `mf`, `depth` for LZMA,
    /// `dist` for delta, `start_offset` for branch converters. What is absent has the library's default.
    public var options: [String: Int]

    /// A filter with these options.
    public init(id: Int, options: [String: Int] = [:]) {
        self.id = id
        self.options = options
    }

    static let lzma1 = 0x4000_0000_0000_0001
    static let lzma2 = 0x21
    static let delta = 3
    static let branches = 4...10
}

/// A chain of filters in the library's own form, which lives as long as this object.
final class LZMAChain {
    private let filters: UnsafeMutablePointer<lzma_filter>
    private var options: [UnsafeMutableRawPointer] = []
    private var length = 0

    init(_ chain: [LZMAFilter]) throws(ZarrError) {
        guard !chain.isEmpty, chain.count <= Int(LZMA_FILTERS_MAX) else {
            throw ZarrError(
                .invalidArgument, "an lzma chain of \(chain.count) filters", hint: "use 1 to \(LZMA_FILTERS_MAX)")
        }
        filters = .allocate(capacity: Int(LZMA_FILTERS_MAX) + 1)
        filters[0] = Self.end
        for filter in chain { try append(filter) }
    }

    deinit {
        for pointer in options { pointer.deallocate() }
        filters.deallocate()
    }

    /// The filters, ended as the library wants it.
    var pointer: UnsafePointer<lzma_filter> { UnsafePointer(filters) }

    /// The options of the only filter where that is LZMA1, as the old format needs.
    var onlyLZMA1: UnsafePointer<lzma_options_lzma>? {
        guard length == 1, filters[0].id == lzma_vli(LZMAFilter.lzma1) else { return nil }
        return filters[0].options.map { UnsafePointer($0.assumingMemoryBound(to: lzma_options_lzma.self)) }
    }

    private static var end: lzma_filter { lzma_filter(id: .max, options: nil) }

    private func append(_ filter: LZMAFilter) throws(ZarrError) {
        var left = filter.options
        func take(_ name: String) throws(ZarrError) -> UInt32? {
            guard let value = left.removeValue(forKey: name) else { return nil }
            guard let word = UInt32(exactly: value) else {
                throw ZarrError(.invalidArgument, "lzma filter \(filter.id): \(name) cannot be \(value)")
            }
            return word
        }
        switch filter.id {
        case LZMAFilter.lzma1, LZMAFilter.lzma2:
            var lzma = lzma_options_lzma()
            let preset = try take("preset") ?? LZMA.defaultPreset
            guard lzma_lzma_preset(&lzma, preset) == 0 else {
                throw ZarrError(.invalidArgument, "lzma has no preset \(preset)", hint: "use 0 to 9")
            }
            if let value = try take("dict_size") { lzma.dict_size = value }
            if let value = try take("lc") { lzma.lc = value }
            if let value = try take("lp") { lzma.lp = value }
            if let value = try take("pb") { lzma.pb = value }
            if let value = try take("mode") { lzma.mode = .init(value) }
            if let value = try take("nice_len") { lzma.nice_len = value }
            if let value = try take("mf") { lzma.mf = .init(value) }
            if let value = try take("depth") { lzma.depth = value }
            push(filter, lzma)
        case LZMAFilter.delta:
            var delta = lzma_options_delta()
            delta.type = LZMA_DELTA_TYPE_BYTE
            delta.dist = try take("dist") ?? 1
            push(filter, delta)
        case LZMAFilter.branches:
            var branch = lzma_options_bcj()
            branch.start_offset = try take("start_offset") ?? 0
            push(filter, branch)
        default:
            throw ZarrError(
                .unsupported, "there is no lzma filter \(filter.id)",
                hint: "known are 33 (LZMA2), \(LZMAFilter.lzma1) (LZMA1), 3 (delta) and 4 to 10 (branch converters)")
        }
        guard left.isEmpty else {
            let names = left.keys.sorted().joined(separator: ", ")
            throw ZarrError(.invalidArgument, "lzma filter \(filter.id) has no \(names)")
        }
    }

    private func push<Options>(_ filter: LZMAFilter, _ value: Options) {
        let memory = UnsafeMutablePointer<Options>.allocate(capacity: 1)
        memory.initialize(to: value)
        options.append(UnsafeMutableRawPointer(memory))
        filters[length] = lzma_filter(id: lzma_vli(filter.id), options: UnsafeMutableRawPointer(memory))
        length += 1
        filters[length] = Self.end
    }
}
