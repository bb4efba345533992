extension StridedCopy {
    /// Copies where the source is dense along `rows` and the destination along `columns`, in square tiles.
    ///
    /// A tile goes through a buffer: its lines often lie a power of two apart, so that they evict each other from the
    /// cache before the next tile could use the rest of them. This way every line is touched once and used whole.
    static func transpose<Move: CopyWord>(
        _ plan: inout CopyPlan, rows: CopyAxis, columns: CopyAxis, _ move: Move.Type
    ) {
        let side = lineSize / Move.size
        var buffer = TileBuffer()
        withUnsafeMutableBytes(of: &buffer) { buffer in
            guard let tile = buffer.baseAddress else { return }
            plan.walk { source, destination in
                for row in stride(from: 0, to: rows.extent, by: side) {
                    var rows = rows
                    rows.extent = min(side, rows.extent - row)
                    for column in stride(from: 0, to: columns.extent, by: side) {
                        var columns = columns
                        columns.extent = min(side, columns.extent - column)
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

    /// Fills a tile, whose lines are the destination's rows: in blocks of one vector a row, and what is left by words.
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
                    tile + row &* lineSize + column &* size, lineSize)
            }
        }
        for column in 0..<columns.extent {
            let first = column < blockColumns ? blockRows : 0
            PlainWord<Word>.moveLine(
                source + column &* columns.source + first &* rows.source, rows.source,
                tile + first &* lineSize + column &* size, lineSize, count: rows.extent - first)
        }
    }

    /// Writes the lines of a tile to the rows of the destination.
    @inline(__always)
    private static func scatter<Move: CopyWord>(
        _ tile: UnsafeMutableRawPointer, _ destination: UnsafeMutableRawPointer, _ rows: CopyAxis,
        _ columns: CopyAxis, _ move: Move.Type
    ) {
        let size = Move.size
        for row in 0..<rows.extent {
            let line = UnsafeRawPointer(tile + row &* lineSize)
            let place = destination + row &* rows.destination
            if columns.destination != size {
                Move.moveLine(line, size, place, columns.destination, count: columns.extent)
            } else if columns.extent == lineSize / size {
                Move.movePacked(line, place, count: lineSize / size)
            } else {
                Move.movePacked(line, place, count: columns.extent)
            }
        }
    }

    private static let lineSize = 64

    /// 64 cache lines on the stack: a tile of the smallest words.
    private struct TileBuffer {
        typealias Line = SIMD64<UInt8>
        typealias Eight = (Line, Line, Line, Line, Line, Line, Line, Line)
        private static let empty = Eight(Line(), Line(), Line(), Line(), Line(), Line(), Line(), Line())
        var lines = (empty, empty, empty, empty, empty, empty, empty, empty)
    }
}
