import Zarr

/// Records and what lies in them as JSON for people: dates by the calendar, all else as in the fill values of Zarr v3.
enum RecordText {
    /// The scalar of a data type whose element is `bytes`.
    static func json(of bytes: UnsafeRawBufferPointer, _ dataType: DataType) -> JSONValue {
        switch dataType.definition {
        case let type as TimeType where bytes.count == 8:
            return TimeText.json(bytes.loadUnaligned(as: Int64.self), type)
        case let record as StructType where bytes.count == record.layout.byteCount:
            return .object(
                JSONObject(
                    record.fields.map { ($0.name, json(of: part(bytes, $0.byteOffset, $0.dataType), $0.dataType)) }))
        case let list as Subarray where bytes.count == list.layout.byteCount:
            return nested(bytes, list, axis: 0)
        default: return dataType.definition.json(of: bytes, dialect: .v3)
        }
    }

    private static func nested(_ bytes: UnsafeRawBufferPointer, _ list: Subarray, axis: Int) -> JSONValue {
        guard axis < list.shape.count else { return json(of: bytes, list.element) }
        let extent = list.shape[axis]
        let step = extent > 0 ? bytes.count / extent : 0
        return .array(
            (0..<extent).map { place in
                nested(.init(rebasing: bytes[place * step..<(place + 1) * step]), list, axis: axis + 1)
            })
    }

    static func part(_ bytes: UnsafeRawBufferPointer, _ offset: Int, _ dataType: DataType) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + dataType.byteCount])
    }
}
