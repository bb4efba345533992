import ZarrBase
import ZarrCodecs

extension V2Format {
    /// Moves the filters at the head that work on numbers into the chain: numcodecs looks at flat buffers, so that they see
    /// the elements in their stored order and byte order. `endian` becomes the byte order of what the last one stores.
    func takeNumericFilters(
        _ stages: inout ArraySlice<Stage>, into chain: inout CodecChain, of dataType: DataType,
        _ endian: inout Endianness?
    ) throws(ZarrError) {
        var elements = dataType
        while let stage = stages.first, let filter = stage.codec as? any NumericFilter {
            do {
                (elements, endian) = try result(of: filter, on: elements, endian)
            } catch {
                throw error.withoutConfiguration().at(codec: filter.id).within(stage.place)
            }
            chain.arrayToArray.append(filter)
            stages.removeFirst()
        }
    }

    /// What a filter makes of elements, which it takes for numbers of its own type, whatever the array calls them.
    private func result(
        of filter: any NumericFilter, on elements: DataType, _ endian: Endianness?
    ) throws(ZarrError) -> (DataType, Endianness?) {
        let types = try filter.statedTypes(on: elements, endian)
        guard types.element.dataType.byteCount == elements.byteCount, types.element.order == endian else {
            throw ZarrError(
                .unsupported,
                "\"\(filter.id)\" takes elements for \(filter.elementText ?? types.element.dataType.name) "
                    + "that are \(elements.numpyText(endian ?? .little) ?? elements.name)"
            ).at(jsonPath: type(of: filter).elementField)
        }
        let one = try ChunkRepresentation(shape: [1], dataType: elements, fillValue: .zero(of: elements))
        _ = try filter.bind(one)
        return (types.stored.dataType, types.stored.order)
    }
}

extension NumericFilter {
    /// The id in Zarr v2.
    var id: String { v2?["id"]?.stringValue ?? v3.name }
}
