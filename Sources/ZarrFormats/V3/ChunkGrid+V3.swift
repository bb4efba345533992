package import ZarrBase
import ZarrCodecs
package import ZarrIndexing

extension ChunkGrid {
    /// The grid that a Zarr v3 document names.
    ///
    /// Specification: Zarr v3 core, "Chunk grids"; zarr-extensions, "Rectilinear chunk grid".
    init(v3 named: NamedConfiguration) throws(ZarrError) {
        switch named.name {
        case "regular": self = .regular(chunkShape: try named.reader.extents("chunk_shape"))
        case "rectilinear":
            let kind = try named.reader.string("kind")
            guard kind == "inline" else {
                throw named.reader.wrong("kind", .string(kind), "\"inline\"")
            }
            var axes: [ChunkAxis] = []
            for (number, json) in try named.reader.list("chunk_shapes").enumerated() {
                do { axes.append(try ChunkAxis(v3: json)) } catch {
                    throw error.within("configuration.chunk_shapes[\(number)]")
                }
            }
            self = .rectilinear(axes)
        default:
            throw ZarrError(
                .unsupported, "the chunk grid \"\(named.name)\" is not known",
                hint: NearestName.hint(for: named.name, among: ["rectilinear", "regular"]))
        }
    }

    /// The field in which a document gives the extents of chunks.
    var extentsField: String {
        switch self {
        case .regular: "chunk_shape"
        case .rectilinear: "chunk_shapes"
        }
    }

    /// The grid as a Zarr v3 document names it, runs of equal chunks in their short form.
    var v3: NamedConfiguration {
        switch self {
        case .regular(let chunkShape): NamedConfiguration("regular", ["chunk_shape": .extents(chunkShape)])
        case .rectilinear(let axes):
            NamedConfiguration("rectilinear", ["kind": "inline", "chunk_shapes": .array(axes.map(\.v3))])
        }
    }
}

extension ChunkAxis {
    /// A bare number repeats as often as it must; in a list each number is one chunk, and `[4, 2]` two chunks of 4.
    init(v3 json: JSONValue) throws(ZarrError) {
        guard let list = json.arrayValue else { self = .repeating(try Self.positive(json)); return }
        var runs: [ChunkEdges.Run] = []
        runs.reserveCapacity(list.count)
        for (place, item) in list.enumerated() {
            do throws(ZarrError) {
                guard let pair = item.arrayValue else {
                    runs.append(ChunkEdges.Run(extent: try Self.positive(item)))
                    continue
                }
                guard pair.count == 2 else {
                    throw ZarrError(
                        .invalidMetadata, "\(item.excerpt) is no run of chunks", hint: "[extent, number of chunks]")
                }
                runs.append(ChunkEdges.Run(extent: try Self.positive(pair[0]), count: try Self.positive(pair[1])))
            } catch {
                throw error.within("[\(place)]")
            }
        }
        self = .listed(try ChunkEdges(runs))
    }

    private static func positive(_ json: JSONValue) throws(ZarrError) -> Int {
        guard let number = json.intValue, number > 0 else {
            throw ZarrError(.invalidMetadata, "\(json.excerpt) is not a positive integer")
        }
        return number
    }

    /// As a document gives the axis.
    package var v3: JSONValue {
        switch self {
        case .repeating(let extent): .number(JSONNumber(extent))
        case .listed(let edges):
            .array(edges.runs.map { $0.count == 1 ? .number(JSONNumber($0.extent)) : .extents([$0.extent, $0.count]) })
        }
    }
}
