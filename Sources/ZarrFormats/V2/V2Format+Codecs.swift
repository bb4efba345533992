import ZarrBase
import ZarrCodecs

extension V2Format {
    /// The chain that `dtype`, `order`, `filters` and `compressor` say together: order F is a transposition, the byte order
    /// is that of the `bytes` codec, filters and the compressor are codecs from bytes to bytes.
    func codecs(_ reader: DocumentReader, rank: Int) throws(ZarrError) -> (DataType, CodecChain) {
        var chain = CodecChain()
        if try isFortranOrder(reader), rank > 1 { chain.arrayToArray.append(TransposeCodec(order: .reversed)) }
        var stages = try filters(reader)[...]
        if let compressor = try compressor(reader) { stages.append(compressor) }
        let dtype = try reader.required("dtype")
        guard let text = dtype.stringValue else {
            guard dtype.arrayValue != nil else {
                throw reader.wrong("dtype", dtype, "a NumPy type string or a list of fields")
            }
            return try record(dtype, chain, stages)
        }
        // NumPy's own text is "|O", a machine's pointers give it a size.
        if ["|O", "O", "|O4", "|O8"].contains(text) {
            return (try objectType(stages, &chain), chain)
        }
        let dataType: DataType
        var endian: Endianness?
        do {
            let storage: BytesCodec
            (dataType, storage) = try DataTypeCatalog.standard.dataType(v2: dtype)
            endian = storage.endian
        } catch {
            throw error.at(jsonPath: "dtype")
        }
        // Labels stand for text of a fixed length, too.
        if let categories = stages.first?.codec as? CategorizeCodec {
            chain.arrayToBytes = categories
            chain.bytesToBytes = try bytesToBytes(stages.dropFirst())
            return (dataType, chain)
        }
        try takeNumericFilters(&stages, into: &chain, of: dataType, &endian)
        chain.arrayToBytes = BytesCodec(endian: endian)
        if let stage = stages.first, let zfpy = stage.codec as? ZFPYCodec {
            // zfpy takes numbers of the machine only; where it was at work, that was little-endian.
            guard endian != .big else {
                throw ZarrError(.unsupported, "\"zfpy\" does not hold big-endian numbers")
                    .at(codec: "zfpy").at(jsonPath: stage.place)
            }
            chain.arrayToBytes = zfpy
            stages.removeFirst()
        }
        chain.bytesToBytes = try bytesToBytes(stages)
        return (dataType, chain)
    }

    /// The chain for records, which hold words in orders of their own.
    private func record(
        _ dtype: JSONValue, _ chain: CodecChain, _ stages: ArraySlice<Stage>
    ) throws(ZarrError) -> (DataType, CodecChain) {
        var chain = chain
        let dataType: DataType
        do {
            (dataType, chain.arrayToBytes) = try DataTypeCatalog.standard.dataType(v2: dtype)
        } catch {
            throw error.within("dtype")
        }
        chain.bytesToBytes = try bytesToBytes(stages)
        return (dataType, chain)
    }

    /// The type of the objects, which the first filter says; zarr-python 3 puts it into the place of the compressor at times.
    private func objectType(_ stages: ArraySlice<Stage>, _ chain: inout CodecChain) throws(ZarrError) -> DataType {
        guard let stage = stages.first, let codec = stage.codec as? any ObjectCodec else {
            throw ZarrError(
                .unsupported, "the data type \"|O\" holds objects, but the first filter does not say how",
                hint: "it must be one of vlen-utf8, vlen-bytes, vlen-array, json2, msgpack2, pickle, categorize"
            ).at(jsonPath: stages.first?.place ?? "filters")
        }
        // A document that says its own shape has its elements in the order of that shape, whatever `order` is.
        if codec.carriesShape { chain.arrayToArray = [] }
        chain.arrayToBytes = codec
        chain.bytesToBytes = try bytesToBytes(stages.dropFirst())
        do {
            return try codec.objectType()
        } catch {
            throw error.withoutConfiguration().within(stage.place)
        }
    }

    /// A filter or the compressor, and its place in the document.
    struct Stage {
        let codec: any Codec
        let place: String
    }

    private func isFortranOrder(_ reader: DocumentReader) throws(ZarrError) -> Bool {
        switch reader.object["order"] {
        case nil, .null?, "C"?: return false
        case "F"?: return true
        case .some(let value): throw reader.wrong("order", value, "\"C\" or \"F\"")
        }
    }

    private func filters(_ reader: DocumentReader) throws(ZarrError) -> [Stage] {
        // Some writers leave an empty list instead of null.
        guard let value = reader.object["filters"], !value.isNull else { return [] }
        guard let list = value.arrayValue else { throw reader.wrong("filters", value, "a list or null") }
        var filters: [Stage] = []
        for (place, item) in list.enumerated() { filters.append(try stage(item, at: "filters[\(place)]")) }
        return filters
    }

    private func compressor(_ reader: DocumentReader) throws(ZarrError) -> Stage? {
        guard let value = reader.object["compressor"], !value.isNull else { return nil }
        return try stage(value, at: "compressor")
    }

    private func stage(_ item: JSONValue, at place: String) throws(ZarrError) -> Stage {
        guard let object = item.objectValue else {
            throw ZarrError(.invalidMetadata, "a codec is \(item.excerpt), not an object").at(jsonPath: place)
        }
        do {
            return Stage(codec: try CodecCatalog.standard.codec(v2: object), place: place)
        } catch {
            throw error.withoutConfiguration().within(place)
        }
    }

    private func bytesToBytes(_ stages: ArraySlice<Stage>) throws(ZarrError) -> [any BytesToBytesCodec] {
        var chain: [any BytesToBytesCodec] = []
        for stage in stages {
            guard let codec = stage.codec as? any BytesToBytesCodec else {
                let name = stage.codec.v2?["id"]?.stringValue ?? stage.codec.name
                throw ZarrError(.unsupported, "\"\(name)\" needs elements, which are not known any more in this place")
                    .at(codec: name).at(jsonPath: stage.place)
            }
            chain.append(codec)
        }
        return chain
    }
}
