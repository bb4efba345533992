extension StridedCopy {
    /// Copies where the source is dense along `rows` and the destination along `columns`, in tiles.
    ///
    /// A tile goes through a buffer: its lines often lie a power of two apart, so that they evict each other from the
    /// cache before the next tile could use the rest of them. This way every line of the source is touched once and used
    /// whole, and the destination is written in runs. The buffer is the one allocation of a copy, at most 34 KiB.
    static func transpose<Move: CopyWord>(
        _ plan: inout CopyPlan, rows: CopyAxis, columns: CopyAxis, _ move: Move.Type
    ) {
        let height = tileColumnSize / Move.size
        let width = runSize / Move.size
        withUnsafeTemporaryAllocation(byteCount: height * tileRowSize, alignment: 64) { buffer in
            guard let tile = buffer.baseAddress else { return }
            plan.walk { source, destination in
                for row in stride(from: 0, to: rows.extent, by: height) {
                    var rows = rows
                    rows.extent = min(height, rows.extent - row)
                    for column in stride(from: 0, to: columns.extent, by: width) {
                        var columns = columns
                        columns.extent = min(width, columns.extent - column)
                        gather(
                            source + row &* rows.source + column &* columns.source, tile, rows, columns,
                            Move.Word.self)
                        scatter(
                            tile, destination + row &* rows.destination + column &* columns.destination, rows,
                            columns, move)
                    }
                }
            }
        }
    }

    /// Fills a tile, whose rows are the destination's: in blocks of one vector a row, and what is left by words.
    @inline(__always)
    private static func gather<Word: BlockWord>(
        _ source: UnsafeRawPointer, _ tile: UnsafeMutableRawPointer, _ rows: CopyAxis, _ columns: CopyAxis,
        _ word: Word.Type
    ) {
        let size = MemoryLayout<Word>.size
        let block = 16 / size
        let isPacked = rows.source == size
        let blockRows = isPacked ? rows.extent / block * block : 0
        let blockColumns = isPacked ? columns.extent / block * block : 0
        for column in stride(from: 0, to: blockColumns, by: block) {
            for row in stride(from: 0, to: blockRows, by: block) {
                Word.transposeBlock(
                    source + column &* columns.source + row &* size, columns.source,
                    tile + row &* tileRowSize + column &* size, tileRowSize)
            }
        }
        for column in 0..<columns.extent {
            let first = column < blockColumns ? blockRows : 0
            PlainWord<Word>.moveLine(
                source + column &* columns.source + first &* rows.source, rows.source,
                tile + first &* tileRowSize + column &* size, tileRowSize, count: rows.extent - first)
        }
    }

    /// Writes the rows of a tile to those of the destination.
    @inline(__always)
    private static func scatter<Move: CopyWord>(
        _ tile: UnsafeMutableRawPointer, _ destination: UnsafeMutableRawPointer, _ rows: CopyAxis,
        _ columns: CopyAxis, _ move: Move.Type
    ) {
        let size = Move.size
        for row in 0..<rows.extent {
            let line = UnsafeRawPointer(tile + row &* tileRowSize)
            let place = destination + row &* rows.destination
            if columns.destination == size {
                Move.movePacked(line, place, count: columns.extent)
            } else {
                Move.moveLine(line, size, place, columns.destination, count: columns.extent)
            }
        }
    }

    /// Two cache lines of the source: the machine fetches them in pairs.
    private static let tileColumnSize = 128
    /// The run that a tile writes to a row of the destination.
    private static let runSize = 256
    /// Not a power of two: the rows of a tile must not evict each other either.
    private static let tileRowSize = runSize + 16
}
