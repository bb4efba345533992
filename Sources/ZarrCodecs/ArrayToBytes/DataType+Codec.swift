extension DataType {
    /// What turns an array of this type into bytes where nothing else is chosen.
    public var usualCodec: any ArrayToBytesCodec {
        switch definition {
        case is BytesType: VlenBytesCodec()
        case is ObjectType: JSON2Codec()
        case let type as RaggedType:
            VlenArrayCodec(
                dtype: (type.items.layout.swapUnit > 1 ? "<" : "|")
                    + (type.items.definition.numpyCode ?? type.items.name))
        case is StringType: VlenUTF8Codec()
        default: BytesCodec(endian: layout.hasByteOrder ? .little : nil)
        }
    }
}
