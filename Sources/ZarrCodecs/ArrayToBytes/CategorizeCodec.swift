public import ZarrBase
import ZarrIndexing

/// The `categorize` codec of numcodecs: text as the number of its label, 0 for what has none, which reads as empty.
///
/// - Zarr v3 name: `numcodecs.categorize` · Zarr v2 id: `categorize`, in `filters`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/filter/categorize.html>
///
/// ## Configuration
/// ```json
/// {"id": "categorize", "labels": ["female", "male"], "dtype": "|O", "astype": "|u1"}
/// ```
/// Of `string`, or of `fixed_length_utf32` where `dtype` is a `U`.
public struct CategorizeCodec: ObjectCodec {
    /// What the list of codecs says.
    public static var summary: String { "Text as the number of its label" }
    /// As they are written.
    public static var fields: [String] { ["labels", "dtype", "astype"] }

    /// The labels; the first one is number 1.
    public let labels: [String]
    /// The type of the elements, as a NumPy type string.
    public let dtype: String
    /// The type of the numbers, as a NumPy type string.
    public let astype: String

    /// A codec for text with these labels.
    public init(labels: [String], dtype: String = "|O", astype: String = "|u1") {
        self.labels = labels
        self.dtype = dtype
        self.astype = astype
    }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> CategorizeCodec {
        let list = try named.reader.list("labels")
        let labels = list.compactMap(\.stringValue)
        guard labels.count == list.count else { throw named.reader.wrong("labels", .array(list), "a list of texts") }
        return CategorizeCodec(
            labels: labels, dtype: try named.reader.string("dtype"),
            astype: try named.reader.string("astype", default: "|u1"))
    }

    private var configuration: JSONObject {
        ["labels": .array(labels.map(JSONValue.string)), "dtype": .string(dtype), "astype": .string(astype)]
    }

    /// With all fields.
    public var v3: NamedConfiguration { NamedConfiguration("numcodecs.categorize", configuration) }
    /// With all fields.
    public var v2: JSONObject? {
        var object = configuration
        object["id"] = "categorize"
        return object
    }

    /// `string`.
    public func objectType() throws(ZarrError) -> DataType { .string }

    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the elements are no text or the numbers no integers.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToBytesCodec {
        let texts: [[UInt8]]
        switch decoded.dataType.definition {
        case is StringType: texts = labels.map { Array($0.utf8) }
        case let type as FixedUnicodeType: texts = labels.map { type.truncated($0) }
        default:
            throw ZarrError(.invalidMetadata, "elements of type \(decoded.dataType) are not text")
        }
        let numbers: DataType
        let endian: Endianness?
        do {
            (numbers, endian) = try DataTypeCatalog.standard.dataType(numpy: astype)
        } catch {
            throw error.at(jsonPath: "configuration.astype")
        }
        guard let definition = numbers.definition as? IntegerType else {
            throw ZarrError(.unsupported, "labels are numbered by integers, not by \(astype)")
                .at(jsonPath: "configuration.astype")
        }
        let bits = 8 * numbers.byteCount - (definition.isSigned ? 1 : 0)
        guard bits >= 63 || labels.count < 1 << bits else {
            throw ZarrError(.invalidMetadata, "\(labels.count) labels are too many to be numbered by \(astype)")
                .at(jsonPath: "configuration.astype")
        }
        let encoded = try decoded.with(dataType: numbers, fillValue: .zero(of: numbers))
        return BoundCategorize(
            decoded: decoded, labels: texts, numbers: try BytesCodec(endian: endian).bind(encoded))
    }
}

struct BoundCategorize: BoundArrayToBytesCodec {
    let decoded: ChunkRepresentation
    /// The bytes of each label as those of an element.
    let labels: [[UInt8]]
    let numbers: any BoundArrayToBytesCodec
    private let places: [[UInt8]: Int]

    init(decoded: ChunkRepresentation, labels: [[UInt8]], numbers: any BoundArrayToBytesCodec) {
        self.decoded = decoded
        self.labels = labels
        self.numbers = numbers
        // Of equal labels the last one counts, as each is looked for in turn.
        places = Dictionary(zip(labels, 1...), uniquingKeysWith: { _, last in last })
    }

    var encodedSize: Int? { numbers.encodedSize }
    func encodedSizeLimit(_ limits: DecodingLimits) -> Int { numbers.encodedSizeLimit(limits) }
    var isIdentity: Bool { false }

    func decode(
        _ source: any ByteSource, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws -> Bool {
        try decode(part, into: target, worker) { (numbersOfPart) throws in
            try numbers.decode(source, part, into: numbersOfPart, worker: worker)
        }
    }

    func decode(
        _ encoded: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws {
        _ = try decode(part, into: target, worker) { (numbersOfPart) throws in
            try numbers.decode(encoded, part, into: numbersOfPart, worker: worker)
            return true
        }
    }

    private func decode(
        _ part: ChunkPart, into target: ArrayTarget, _ worker: CodecWorker,
        _ decodeNumbers: (ArrayTarget) throws -> Bool
    ) throws -> Bool {
        let inner = try numbers.decoded.with(shape: part.count)
        let outer = try decoded.with(shape: part.count)
        let table = try table(target.heap)
        let scratch = worker.takeScratch()
        let texts = worker.takeScratch()
        defer {
            worker.giveBack(scratch)
            worker.giveBack(texts)
        }
        try scratch.resize(to: max(1, inner.byteCount))
        try texts.resize(to: max(1, outer.byteCount))
        guard let base = scratch.bytes.baseAddress, let output = texts.bytes.baseAddress else { return true }
        guard try decodeNumbers(ArrayTarget(contiguous: base, inner, heap: nil)) else { return false }
        let size = decoded.dataType.byteCount
        let width = inner.dataType.byteCount
        table.withUnsafeBytes { table in
            guard let rows = table.baseAddress else { return }
            for place in 0..<outer.elementCount {
                let number = Self.number(base + place * width, width)
                let row = number <= UInt64(labels.count) ? Int(number) : 0
                (output + place * size).copyMemory(from: rows + row * size, byteCount: size)
            }
        }
        worker.copying {
            outer.scatter(UnsafeRawBufferPointer(start: output, count: outer.byteCount), whole(part), into: target)
        }
        return true
    }

    private func whole(_ part: ChunkPart) -> ChunkPart { ChunkPart(whole: part.count) }

    /// The element of each number, one behind the other; the first one is the empty text.
    private func table(_ heap: ElementHeap?) throws(ZarrError) -> [UInt8] {
        let size = decoded.dataType.byteCount
        guard decoded.dataType.isVariableLength else {
            return [UInt8](repeating: 0, count: size) + labels.flatMap { $0 }
        }
        guard let heap else { throw ZarrError(.invalidArgument, "there is no heap for elements of variable length") }
        let run = try heap.add(Bytes(labels.flatMap { $0 }))
        var rows: [VariableElement] = [VariableElement(run: run, length: 0, offset: 0)]
        var offset = 0
        for label in labels {
            rows.append(VariableElement(run: run, length: UInt32(clamping: label.count), offset: UInt64(offset)))
            offset += label.count
        }
        return rows.withUnsafeBytes { Array($0) }
    }

    private static func number(_ place: UnsafeMutableRawPointer, _ width: Int) -> UInt64 {
        switch width {
        case 1: UInt64(place.loadUnaligned(as: UInt8.self))
        case 2: UInt64(place.loadUnaligned(as: UInt16.self))
        case 4: UInt64(place.loadUnaligned(as: UInt32.self))
        default: place.loadUnaligned(as: UInt64.self)
        }
    }

    func encode(_ array: ArrayView, into encoded: ScratchBuffer, worker: CodecWorker) throws {
        let inner = numbers.decoded
        let texts = worker.takeScratch()
        let scratch = worker.takeScratch()
        defer {
            worker.giveBack(texts)
            worker.giveBack(scratch)
        }
        try texts.resize(to: decoded.byteCount)
        decoded.gather(array, into: texts.bytes)
        try scratch.resize(to: max(1, inner.byteCount))
        guard let base = scratch.bytes.baseAddress else { return }
        let runs = array.heap?.snapshot ?? []
        let size = decoded.dataType.byteCount
        let width = inner.dataType.byteCount
        for place in 0..<decoded.elementCount {
            let element = UnsafeRawBufferPointer(rebasing: texts.bytes[place * size..<(place + 1) * size])
            let text: [UInt8]
            if decoded.dataType.isVariableLength {
                guard let bytes = runs.bytes(of: element.loadUnaligned(as: VariableElement.self)) else {
                    throw ZarrError(.invalidArgument, "an element points outside its heap")
                }
                text = bytes.array
            } else {
                text = Array(element)
            }
            withUnsafeBytes(of: UInt64(places[text] ?? 0)) { word in
                let low = Endianness.native == .little ? word.prefix(width) : word.suffix(width)
                UnsafeMutableRawBufferPointer(start: base + place * width, count: width).copyBytes(from: low)
            }
        }
        try numbers.encode(
            ArrayView(contiguous: UnsafeRawPointer(base), inner, heap: nil), into: encoded, worker: worker)
    }
}

extension FixedUnicodeType {
    /// The element of a text that may be too long: NumPy cuts it.
    fileprivate func truncated(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars.prefix(length) {
            withUnsafeBytes(of: scalar.value) { bytes.append(contentsOf: $0) }
        }
        return bytes + [UInt8](repeating: 0, count: 4 * length - bytes.count)
    }
}
