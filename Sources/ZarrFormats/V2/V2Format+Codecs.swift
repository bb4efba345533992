import ZarrBase
import ZarrCodecs

extension V2Format {
    /// The chain that `dtype`, `order`, `filters` and `compressor` say together: order F is a transposition, the byte order
    /// is that of the `bytes` codec, filters and the compressor are codecs from bytes to bytes.
    func codecs(
        _ reader: DocumentReader, rank: Int
    ) throws(ZarrError) -> (DataType, CodecChain) {
        var chain = CodecChain()
        if try isFortranOrder(reader), rank > 1 { chain.arrayToArray.append(TransposeCodec(order: .reversed)) }
        var codecs = try filters(reader)
        if let compressor = try compressor(reader) { codecs.append(compressor) }
        let dtype = try reader.required("dtype")
        guard let typeText = dtype.stringValue else {
            guard dtype.arrayValue != nil else { throw reader.wrong("dtype", dtype, "a NumPy type string") }
            throw ZarrError(
                .unsupported, "structured data types are not known", hint: "the metadata can be read, the values cannot"
            ).at(jsonPath: "$.dtype")
        }
        if typeText == "|O" || typeText == "O" {
            guard let place = codecs.firstIndex(where: { $0.codec is any ArrayToBytesCodec }),
                let objectCodec = codecs[place].codec as? any ArrayToBytesCodec
            else {
                throw ZarrError(
                    .unsupported, "objects (|O) are stored, but no filter says how",
                    hint: "\"vlen-utf8\" is the one that is known"
                ).at(jsonPath: "$.filters")
            }
            chain.arrayToBytes = objectCodec
            codecs.remove(at: place)
            chain.bytesToBytes = try bytesToBytes(codecs[...])
            return (.string, chain)
        }
        let dataType: DataType
        var endian: Endianness?
        do {
            (dataType, endian) = try DataTypeCatalog.standard.dataType(numpy: typeText)
        } catch {
            throw error.at(jsonPath: "$.dtype")
        }
        var rest = codecs[...]
        // numcodecs looks at flat buffers, so that a delta at the head works on the elements in their stored order.
        while let delta = rest.first?.codec as? DeltaCodec {
            chain.arrayToArray.append(delta)
            do throws(ZarrError) {
                endian = try DataTypeCatalog.standard.dataType(numpy: delta.astype).1
            } catch {
                throw error.at(codec: "delta").within(rest.first?.jsonPath ?? "$.filters")
            }
            rest.removeFirst()
        }
        chain.arrayToBytes = BytesCodec(endian: endian)
        chain.bytesToBytes = try bytesToBytes(rest)
        return (dataType, chain)
    }

    private struct PlacedCodec {
        let codec: any Codec
        let jsonPath: String
    }

    private func isFortranOrder(_ reader: DocumentReader) throws(ZarrError) -> Bool {
        switch reader.object["order"] {
        case nil, .null?, "C"?: return false
        case "F"?: return true
        case .some(let value): throw reader.wrong("order", value, "\"C\" or \"F\"")
        }
    }

    private func filters(_ reader: DocumentReader) throws(ZarrError) -> [PlacedCodec] {
        // Some writers leave an empty list instead of null.
        guard let value = reader.object["filters"], !value.isNull else { return [] }
        guard let list = value.arrayValue else { throw reader.wrong("filters", value, "a list or null") }
        var filters: [PlacedCodec] = []
        for (place, item) in list.enumerated() {
            filters.append(try placed(item, at: "$.filters[\(place)]"))
        }
        return filters
    }

    private func compressor(_ reader: DocumentReader) throws(ZarrError) -> PlacedCodec? {
        guard let value = reader.object["compressor"], !value.isNull else { return nil }
        return try placed(value, at: "$.compressor")
    }

    private func placed(_ item: JSONValue, at path: String) throws(ZarrError) -> PlacedCodec {
        guard let object = item.objectValue else {
            throw ZarrError(.invalidMetadata, "a codec is \(item.serialized()), not an object").at(jsonPath: path)
        }
        do {
            return PlacedCodec(codec: try CodecCatalog.standard.codec(v2: object), jsonPath: path)
        } catch {
            throw error.within(path)
        }
    }

    private func bytesToBytes(
        _ codecs: ArraySlice<PlacedCodec>
    ) throws(ZarrError) -> [any BytesToBytesCodec] {
        var chain: [any BytesToBytesCodec] = []
        for placed in codecs {
            guard let codec = placed.codec as? any BytesToBytesCodec else {
                throw ZarrError(.unsupported, "\"\(placed.codec.v3.name)\" is not known behind other filters")
                    .at(jsonPath: placed.jsonPath)
            }
            chain.append(codec)
        }
        return chain
    }
}
