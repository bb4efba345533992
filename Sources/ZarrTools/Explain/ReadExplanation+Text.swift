public import Zarr

extension ReadExplanation {
    /// The explanation for people.
    ///
    /// - Parameter mostKeys: how many values are listed one by one.
    public func text(mostKeys: Int = 20) -> String {
        var rows: [(String, String)] = [("Array", location)]
        rows.append(
            ("Asked for", "\(ByteText.size(askedBytes)): \(elementCount) elements of \(dataType)"))
        let what = isSharded ? "shards" : "chunks"
        rows.append(
            ("Touches", "\(values.count) \(what)" + (missing > 0 ? ", \(missing) of them missing" : "") + inside))
        rows.append(("Requests", "\(requests)" + (indexReads > 0 ? ", \(indexReads) of them for shard indexes" : "")))
        rows.append(("Reads", "\(ByteText.size(readBytes)), \(Self.times(readAmplification)) what is asked for"))
        rows.append(("Decodes", "\(ByteText.size(decodedBytes)), \(Self.times(decodeAmplification)) what is asked for"))
        if cacheHits > 0 { rows.append(("Cache", "holds \(cacheHits) of the \(isSharded ? "subchunks" : "chunks")")) }
        let width = rows.reduce(0) { max($0, $1.0.count) } + 2
        var text = rows.map { $0.0 + String(repeating: " ", count: width - $0.0.count) + $0.1 + "\n" }.joined()
        text += "\n" + table(mostKeys).text
        if values.count > mostKeys { text += "... and \(values.count - mostKeys) more\n" }
        text += "\n"
        if let run { text += phases(run) + "\n" }
        text += advice + "\n"
        if run == nil {
            text +=
                "Only metadata" + (indexReads > 0 ? " and the indexes of shards were" : " was")
                + " read for this; --run reads the rest and times it.\n"
        }
        return text
    }

    private var inside: String {
        guard isSharded else { return "" }
        return ", in them " + Self.counted(values.reduce(0) { $0 + $1.pieces }, "subchunk")
    }

    private func table(_ mostKeys: Int) -> TextTable {
        var table = TextTable(["Key", "Stored", "Read", "Requests", "Decoded", "Ranges"])
        for value in values.prefix(mostKeys) {
            guard let stored = value.storedBytes else {
                table.append([value.key, "missing", "", "\(value.requests)", "", ""])
                continue
            }
            let ranges = value.ranges.prefix(3).map { "\($0.lowerBound)+\($0.count)" }.joined(separator: " ")
            table.append([
                value.key, ByteText.short(stored), ByteText.short(value.readBytes), "\(value.requests)",
                ByteText.short(value.decodedBytes),
                value.ranges == [0..<stored] ? "all" : ranges + (value.ranges.count > 3 ? " ..." : ""),
            ])
        }
        return table
    }

    private func phases(_ run: Run) -> String {
        let sum = run.open + run.get + run.decode + run.copy
        var table = TextTable(["Phase", "Time", "Share", "Rate"])
        func add(_ name: String, _ seconds: Double, _ bytes: Int?) {
            let rate = bytes.flatMap { seconds > 0 ? ByteText.short(Int(Double($0) / seconds)) + "/s" : nil } ?? ""
            table.append([
                name, Self.milliseconds(seconds),
                sum > 0 ? ByteText.decimal(100 * seconds / sum, places: 0) + " %" : "",
                rate,
            ])
        }
        add("open", run.open, nil)
        add("get", run.get, run.readBytes)
        add("decode", run.decode, decodedBytes)
        add("copy", run.copy, run.copy > 0 ? askedBytes : nil)
        let wall = Self.milliseconds(run.wall)
        return table.text
            + "\(wall) in all, by \(Self.counted(run.workers, "worker")); the phases are summed over them. "
            + "\(Self.counted(run.requests, "request")) for \(ByteText.size(run.readBytes)) counted.\n"
    }

    private static func counted(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }

    private static func milliseconds(_ seconds: Double) -> String {
        ByteText.decimal(seconds * 1e3, places: seconds < 0.1 ? 2 : 0) + " ms"
    }

    /// The explanation for programs.
    public var facts: JSONObject {
        func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
        func number(_ value: Double) -> JSONValue { .number(JSONNumber(value)) }
        var facts: JSONObject = [:]
        facts["array"] = .string(location)
        facts["elements"] = number(elementCount)
        facts["bytes_asked"] = number(askedBytes)
        facts["values"] = number(values.count)
        facts["values_missing"] = number(missing)
        facts["requests"] = number(requests)
        facts["requests_for_indexes"] = number(indexReads)
        facts["bytes_read"] = number(readBytes)
        facts["bytes_decoded"] = number(decodedBytes)
        facts["read_amplification"] = number(readAmplification)
        facts["decode_amplification"] = number(decodeAmplification)
        facts["cache_hits"] = number(cacheHits)
        facts["advice"] = .string(advice)
        if let run {
            var times: JSONObject = [:]
            times["wall_seconds"] = number(run.wall)
            times["workers"] = number(run.workers)
            times["open_seconds"] = number(run.open)
            times["get_seconds"] = number(run.get)
            times["decode_seconds"] = number(run.decode)
            times["copy_seconds"] = number(run.copy)
            times["requests"] = number(run.requests)
            times["bytes_read"] = number(run.readBytes)
            facts["run"] = .object(times)
        }
        facts["keys"] = .array(
            values.map { value in
                var entry: JSONObject = [:]
                entry["key"] = .string(value.key)
                entry["bytes_stored"] = value.storedBytes.map { number($0) } ?? .null
                entry["ranges"] = .array(
                    value.ranges.map { .array([number($0.lowerBound), number($0.count)]) })
                entry["bytes_decoded"] = number(value.decodedBytes)
                entry["requests"] = number(value.requests)
                return .object(entry)
            })
        return facts
    }
}
