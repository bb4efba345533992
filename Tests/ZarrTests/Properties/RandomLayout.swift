import Zarr
import ZarrTesting

extension SeededGenerator {
    /// The most that an axis of an array of so many axes may reach: a few hundred elements in all.
    func largestExtent(rank: Int) -> Int { [0, 40, 14, 8, 5, 4][rank] }

    mutating func shape(rank: Int) -> [Int] {
        (0..<rank).map { _ in oneIn(16) ? 0 : number(1...largestExtent(rank: rank)) }
    }

    mutating func dataType() -> DataType {
        let fixed: [DataType] = [
            .bool, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .float16, .float32, .float64,
            .complex64, .complex128, .string, .string,
        ]
        switch number(0...fixed.count + 3) {
        case let place where place < fixed.count: return fixed[place]
        case fixed.count: return .fixedBytes(number(1...9))
        case fixed.count + 1: return .fixedUnicode(number(1...5))
        default: return (try? .rawBits(8 * number(1...17))) ?? .uint8
        }
    }

    /// An element's bytes: any bits that the type may hold.
    mutating func element(of dataType: DataType, in format: FormatIdentifier = .zarr3) -> [UInt8] {
        if dataType.isVariableLength {
            let words = ["", "a", "NaN", "Größe", "日本語", "🧭", "\0", "a longer text that fills more than one word"]
            let word = words[number(0...words.count - 1)]
            // In N5 a NUL ends a string.
            return format == .n5 && word == "\0" ? [] : Array(word.utf8)
        }
        if dataType == .bool { return [UInt8(number(0...1))] }
        if dataType.name == "fixed_length_utf32" {
            let scalars: [UInt32] = [0x41, 0x7a, 0xe9, 0x65e5, 0x1f9ed]
            let length = number(0...dataType.byteCount / 4)
            return (0..<dataType.byteCount / 4).flatMap { place -> [UInt8] in
                withUnsafeBytes(of: place < length ? scalars[number(0...scalars.count - 1)] : 0) { Array($0) }
            }
        }
        // Small numbers compress and meet each other, random bits meet NaN payloads and the ends of the range.
        let isSmall = Bool.random(using: &self)
        return (0..<dataType.byteCount).map { place in
            isSmall ? (place == 0 ? UInt8(number(0...3)) : 0) : UInt8.random(in: 0...255, using: &self)
        }
    }

    /// A fill value that the format can say.
    mutating func fillValue(of dataType: DataType, _ format: FormatIdentifier) throws -> FillValue {
        if format == .zarr2, oneIn(8) {
            return FillValue(bytes: FillValue.zero(of: dataType).bytes, isUndefined: true)
        }
        if oneIn(3) { return .zero(of: dataType) }
        let fill = FillValue(bytes: element(of: dataType))
        let dialect: ScalarDialect = format == .zarr2 ? .v2 : .v3
        // Zarr v2 has no NaN payloads: what it makes of them is a fill value that it can say.
        let said = try dataType.fillValue(from: dataType.json(of: fill, dialect: dialect), dialect: dialect)
        return format == .zarr2 ? said : fill
    }

    /// An array of few elements and all that may be odd about it.
    mutating func description() throws -> ArrayDescription {
        if oneIn(5) { return try descriptionInN5() }
        let format: FormatIdentifier = oneIn(3) ? .zarr2 : .zarr3
        let dataType = dataType()
        let rank = number(0...5)
        let shape = shape(rank: rank)
        let chunks = shape.map { number(1...max(1, min($0 + 2, [0, 24, 12, 6, 4, 4][rank]))) }
        let separator = pick(ChunkKeyEncoding.Separator.dot, .slash)
        let isDefault = format == .zarr3 && !oneIn(3)
        let codecs = format == .zarr2 ? chainOfZarr2(dataType) : chain(dataType, chunks, depth: 0)
        let grid =
            format == .zarr3 && oneIn(3)
            ? try rectilinear(shape, units: codecs.arrayToBytes is ShardingCodec ? chunks : shape.map { _ in 1 })
            : .regular(chunkShape: chunks)
        return ArrayDescription(
            format: format, shape: shape, chunkGrid: grid,
            chunkKeyEncoding: isDefault ? .default(separator: separator) : .v2(separator: separator),
            dataType: dataType, fillValue: try fillValue(of: dataType, format),
            codecs: codecs,
            dimensionNames: oneIn(2) ? nil : (0..<rank).map { "axis \($0)" })
    }

    /// An array of what N5 can say.
    private mutating func descriptionInN5() throws -> ArrayDescription {
        let dataType: DataType = pick(
            .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .float32, .float64, .string)
        let shape = shape(rank: number(1...5))
        let chunks = shape.map { number(1...max(1, min($0 + 2, [0, 24, 12, 6, 4, 4][shape.count]))) }
        let compressors: [any BytesToBytesCodec] = [
            BloscCodec(compressor: pick("lz4", "zstd"), shuffle: pick(BloscCodec.Shuffle.byte, .bit, .none)),
            Bzip2Codec(level: 1), GzipCodec(level: number(0...9)), LZ4BlocksCodec(blockSize: pick(64, 1 << 16)),
            LZMACodec(preset: 0), ZlibCodec(level: number(0...9)), ZstdCodec(level: number(1...5)),
        ]
        let compressor = oneIn(4) ? nil : compressors.randomElement(using: &self)
        let description = ArrayDescription(
            format: .zarr3, shape: shape, chunkGrid: .regular(chunkShape: chunks),
            chunkKeyEncoding: .default(separator: .slash), dataType: dataType, fillValue: .zero(of: dataType),
            codecs: CodecChain(
                arrayToBytes: arrayToBytes(dataType, .little), bytesToBytes: compressor.map { [$0] } ?? []),
            attributes: [:], dimensionNames: oneIn(2) ? nil : shape.indices.map { "axis \($0)" })
        return try N5Format().converted(description)
    }

    /// Chunks of all sorts of extents, multiples of the units; some reach past the array, some lie outside.
    private mutating func rectilinear(_ shape: [Int], units: [Int]) throws -> ChunkGrid {
        var axes: [ChunkAxis] = []
        for (axis, unit) in units.enumerated() {
            if oneIn(3) {
                axes.append(.repeating(unit * number(1...max(1, 8 / unit))))
                continue
            }
            var runs: [ChunkEdges.Run] = []
            var covered = 0
            repeat {
                let run = ChunkEdges.Run(extent: unit * number(1...max(1, 6 / unit)), count: number(1...3))
                covered += run.extent * run.count
                runs.append(run)
            } while covered < shape[axis] || oneIn(4)
            axes.append(.listed(try ChunkEdges(runs)))
        }
        return .rectilinear(axes)
    }

    private mutating func chainOfZarr2(_ dataType: DataType) -> CodecChain {
        var chain = CodecChain()
        let endian = pick(Endianness.little, .big)
        if oneIn(2) { chain.arrayToArray.append(TransposeCodec(order: .reversed)) }
        if let delta = delta(dataType, endian) { chain.arrayToArray.append(delta) }
        chain.arrayToBytes = arrayToBytes(dataType, endian)
        chain.bytesToBytes = bytesToBytes(atMost: 3)
        return chain
    }

    private mutating func chain(_ dataType: DataType, _ shape: [Int], depth: Int) -> CodecChain {
        var chain = CodecChain()
        var shape = shape
        for _ in 0..<(oneIn(3) ? number(1...2) : 0) {
            let order = shape.indices.shuffled(using: &self)
            chain.arrayToArray.append(TransposeCodec(order: .axes(order)))
            shape = order.map { shape[$0] }
        }
        if let delta = delta(dataType, .little) {
            chain.arrayToArray.insert(delta, at: number(0...chain.arrayToArray.count))
        }
        chain.arrayToBytes = arrayToBytes(dataType, pick(.little, .big))
        chain.bytesToBytes = bytesToBytes(atMost: oneIn(2) ? 4 : 1)
        guard depth < 2, !shape.isEmpty || oneIn(4), oneIn(2) else { return chain }
        let subchunks = shape.map { extent in
            (1...extent).filter { extent % $0 == 0 }.randomElement(using: &self) ?? extent
        }
        chain.arrayToBytes = ShardingCodec(
            subchunkShape: subchunks, codecs: self.chain(dataType, subchunks, depth: depth + 1),
            indexCodecs: indexCodecs(rank: shape.count), indexLocation: pick(.start, .end))
        // Parts of shards are read only where nothing compresses the whole.
        chain.bytesToBytes = oneIn(4) ? chain.bytesToBytes.filter { !($0 is ShuffleCodec) } : []
        return chain
    }

    private mutating func indexCodecs(rank: Int) -> CodecChain {
        var chain = CodecChain(arrayToBytes: BytesCodec(endian: pick(.little, .big)))
        if oneIn(4) {
            chain.arrayToArray = [TransposeCodec(order: .axes((0...rank).shuffled(using: &self)))]
        }
        if oneIn(4) { chain.bytesToBytes.append(ShuffleCodec(elementSize: 8)) }
        if !oneIn(3) { chain.bytesToBytes.append(CRC32CCodec()) }
        return chain
    }

    private mutating func arrayToBytes(_ dataType: DataType, _ endian: Endianness) -> any ArrayToBytesCodec {
        if dataType.isVariableLength { return VlenUTF8Codec() }
        return BytesCodec(endian: dataType.layout.swapUnit > 1 ? endian : nil)
    }

    /// Differences of integers, which come back exactly.
    private mutating func delta(_ dataType: DataType, _ endian: Endianness) -> DeltaCodec? {
        guard dataType.name.contains("int"), let code = dataType.definition.numpyCode, oneIn(4) else { return nil }
        let order = dataType.byteCount == 1 ? "|" : endian == .big ? ">" : "<"
        return DeltaCodec(dtype: order + code)
    }

    private mutating func bytesToBytes(atMost limit: Int) -> [any BytesToBytesCodec] {
        (0..<number(0...limit)).map { bytesToBytesCodec(isFirst: $0 == 0) }
    }

    private mutating func bytesToBytesCodec(isFirst: Bool) -> any BytesToBytesCodec {
        switch number(0...9) {
        case 0, 1:
            BloscCodec(
                compressor: pick("lz4", "lz4hc", "blosclz", "zlib", "zstd"), level: number(0...9),
                shuffle: pick(BloscCodec.Shuffle.byte, .bit, .none), blockSize: oneIn(4) ? 64 : 0)
        case 2: Bzip2Codec(level: 1)
        case 3: CRC32CCodec()
        case 4: GzipCodec(level: number(0...9))
        case 5: LZ4Codec()
        case 6: LZMACodec(preset: 0)
        // Bytes that are compressed are no whole elements.
        case 7: ShuffleCodec(elementSize: isFirst ? 0 : 1)
        case 8: ZlibCodec(level: number(0...9))
        default: ZstdCodec(level: number(1...5), checksum: oneIn(2))
        }
    }

    /// A selection as a person may type it, within an array of this shape.
    mutating func selection(_ shape: [Int]) -> [Selection.Axis] {
        var axes = shape.map { axis(extent: $0) }
        if oneIn(4) {
            let start = number(0...axes.count)
            let end = number(start...axes.count)
            axes.replaceSubrange(start..<end, with: [.ellipsis])
        } else if oneIn(4) {
            axes.removeLast(number(0...axes.count))
        }
        return axes
    }

    mutating func axis(extent: Int) -> Selection.Axis {
        switch number(0...7) {
        case 0 where extent > 0: return .index(number(-extent...extent - 1))
        case 1, 2: return .all
        case 3:
            return .slice(start: nil, stop: nil, step: pick(-1, 2, 3, -2))
        default:
            let start = oneIn(4) ? nil : Optional(number(-extent - 2...extent + 2))
            let stop = oneIn(4) ? nil : Optional(number(-extent - 2...extent + 2))
            return .slice(start: start, stop: stop, step: pick(1, 1, 1, -1, 2, -3, 7))
        }
    }
}
