public import ZarrBase

/// The data types that documents may name: one line each, in the order of the alphabet.
public struct DataTypeCatalog: Sendable {
    /// How one family of data types is found.
    public struct Entry: Sendable {
        /// The type that Zarr v3 says with this name and configuration; nil where the name is another family's. Types
        /// within it are found in the catalog.
        let v3: @Sendable (NamedConfiguration, DataTypeCatalog) throws(ZarrError) -> DataType?
        /// The type that NumPy says with this kind letter and size; nil where they are another family's.
        let numpy: @Sendable (_ kind: Character, _ size: Int) -> DataType?
        /// The same for what is said by more than a size: the text behind the kind letter.
        var numpyUnits: (@Sendable (_ kind: Character, _ text: Substring) throws(ZarrError) -> DataType?)?
        /// A type for each name of the family.
        public var examples: [DataType] = []
        /// The names that are read for the family besides those of ``examples``.
        public var aliases: [String] = []
        /// The types that their names say alone.
        var named: [String: DataType] = [:]
    }

    /// The entries, as they are searched.
    public let entries: [Entry]
    /// The types that their names say alone, which nearly all are.
    private let named: [String: DataType]

    init(entries: [Entry]) {
        self.entries = entries
        named = entries.reduce(into: [:]) { named, entry in named.merge(entry.named) { first, _ in first } }
    }

    /// Every data type of this version.
    public static let standard = DataTypeCatalog(entries: [
        Entry(named: [.bool], numpy: { kind, size in kind == "b" && size == 1 ? .bool : nil }),
        Entry(named: [.bytes], aliases: ["binary", "variable_length_bytes"]),
        .complex,
        .fixedBytes,
        .fixedUnicode,
        Entry(named: [.float16, .float32, .float64], kind: "f"),
        Entry(named: [.int2, .int4, .int8, .int16, .int32, .int64], kind: "i"),
        Entry(named: MinifloatType.all.map { DataType($0) }, numpy: { _, _ in nil }),
        Entry(ofZarr2: .object),
        Entry(ofZarr2: DataType(RaggedType(items: .int32))),
        .rawBits,
        Entry(named: [.string], aliases: ["variable_length_utf8"]),
        .structure,
        .time,
        Entry(named: [.uint2, .uint4, .uint8, .uint16, .uint32, .uint64], kind: "u"),
    ])

    /// The data type that a Zarr v3 document names.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` with the name where nobody knows it.
    public func dataType(_ configuration: NamedConfiguration) throws(ZarrError) -> DataType {
        if let dataType = named[configuration.name] { return dataType }
        for entry in entries {
            if let dataType = try entry.v3(configuration, self) { return dataType }
        }
        let names = entries.flatMap { entry in
            entry.examples.filter(\.definition.isKnownToZarr3).map(\.name) + entry.aliases
        }
        throw unknown(configuration.name).hinting(NearestName.hint(for: configuration.name, among: names))
    }

    /// The data type and byte order of a NumPy type string such as `<f4`; no order for types that have none.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` with the string where nobody knows it.
    public func dataType(numpy text: String) throws(ZarrError) -> (DataType, Endianness?) {
        var rest = text[...]
        var order: Endianness?
        switch rest.first {
        case "<": order = .little
        case ">": order = .big
        // NCZarr writes `|i4` for a type of several bytes: its native order, which is little.
        case "|", "=": order = .little
        default: rest = " " + rest
        }
        rest = rest.dropFirst()
        guard let kind = rest.first else { throw unknown(text) }
        rest = rest.dropFirst()
        for entry in entries {
            guard let dataType = try entry.numpyUnits?(kind, rest) else { continue }
            return (dataType, order ?? .native)
        }
        // Text without a size is empty, as in NumPy.
        if let size = Int(rest) ?? (rest.isEmpty && (kind == "S" || kind == "U") ? 0 : nil), size >= 0 {
            guard size <= Self.largestElement else {
                throw ZarrError(.limitExceeded, "an element of type \"\(text)\" takes more than 64 MiB")
            }
            for entry in entries {
                guard let dataType = entry.numpy(kind, size) else { continue }
                return (dataType, dataType.layout.hasByteOrder ? order ?? .native : nil)
            }
            if kind == "f" && size > 8 || kind == "c" && size > 16 { throw longDouble(text) }
        }
        if ["g", "G"].contains(kind) { throw longDouble(text) }
        throw unknown(text).hinting("a newer version may know it")
    }

    private func longDouble(_ text: String) -> ZarrError {
        ZarrError(
            .unsupported, "the data type \"\(text)\" is a long double, whose bits differ from machine to machine",
            hint: "convert the array to float64 where it was written")
    }

    private func unknown(_ text: String) -> ZarrError {
        ZarrError(.unsupported, "the data type \"\(text)\" is not known")
    }

    /// No honest element is larger; a fill value of such a size is made when an array is opened.
    static let largestElement = 64 << 20
}

extension DataTypeCatalog.Entry {
    /// Types said by name alone, and the kind letter that NumPy has for all of them.
    init(named dataTypes: [DataType], kind: Character) {
        self.init(named: dataTypes) { letter, size in
            letter == kind ? dataTypes.first { $0.byteCount == size && $0.definition.numpyCode != nil } : nil
        }
    }

    /// Types said by name alone.
    init(named dataTypes: [DataType], numpy: @escaping @Sendable (Character, Int) -> DataType?) {
        self.init(
            v3: { (_, _) in nil }, numpy: numpy, examples: dataTypes,
            named: Dictionary(dataTypes.map { ($0.name, $0) }) { first, _ in first })
    }

    /// A type of variable length, said by name alone, that NumPy only knows as objects, and what others call it.
    init(named dataTypes: [DataType], aliases: [String]) {
        let names = dataTypes.map { ($0.name, $0) } + aliases.flatMap { name in dataTypes.prefix(1).map { (name, $0) } }
        self.init(
            v3: { (_, _) in nil }, numpy: { _, _ in nil }, examples: dataTypes, aliases: aliases,
            named: Dictionary(names) { first, _ in first })
    }

    /// A type that no document names: in Zarr v2 the object codec says it, Zarr v3 has it not.
    init(ofZarr2 dataType: DataType) {
        self.init(v3: { _, _ in nil }, numpy: { _, _ in nil }, examples: [dataType])
    }

    static let fixedBytes = DataTypeCatalog.Entry(
        v3: { (named, _) throws(ZarrError) in
            guard named.name == "null_terminated_bytes" else { return nil }
            return .fixedBytes(try named.reader.integer("length_bytes", in: 0...DataTypeCatalog.largestElement))
        },
        numpy: { kind, size in kind == "S" ? .fixedBytes(size) : nil }, examples: [.fixedBytes(5)])

    static let fixedUnicode = DataTypeCatalog.Entry(
        v3: { (named, _) throws(ZarrError) in
            guard named.name == "fixed_length_utf32" else { return nil }
            let bytes = try named.reader.integer("length_bytes", in: 0...DataTypeCatalog.largestElement)
            guard bytes % 4 == 0 else {
                throw ZarrError(.invalidMetadata, "length_bytes is \(bytes), not a multiple of 4")
            }
            return .fixedUnicode(bytes / 4)
        },
        numpy: { kind, size in kind == "U" ? .fixedUnicode(size) : nil }, examples: [.fixedUnicode(5)])

    static let rawBits = DataTypeCatalog.Entry(
        v3: { (named, _) throws(ZarrError) in
            if named.name == "raw_bytes" {
                let bytes = try named.reader.integer("length_bytes", in: 1...DataTypeCatalog.largestElement)
                return try .rawBits(8 * bytes)
            }
            guard named.name.first == "r", let bits = Int(named.name.dropFirst()) else { return nil }
            guard bits <= 8 * DataTypeCatalog.largestElement else {
                throw ZarrError(.limitExceeded, "an element of type \"\(named.name)\" takes more than 64 MiB")
            }
            return try .rawBits(bits)
        },
        numpy: { kind, size in kind == "V" && size > 0 ? DataType(RawBitsType(size: size)) : nil },
        examples: [DataType(RawBitsType(size: 2))], aliases: ["raw_bytes"])
}
