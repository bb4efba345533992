import Testing
import Zarr

/// The stores under Fixtures/ and the lists of what is in them.
enum Fixtures {
    static let root: String = {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(3)
        return "/" + parts.joined(separator: "/") + "/Fixtures"
    }()

    static func path(_ name: String) -> String { root + "/" + name }

    /// The whole file at a path.
    static func bytes(_ path: String) throws -> Bytes {
        let slash = try #require(path.lastIndex(of: "/"))
        let store = try FileSystemStore(root: String(path[..<slash]), createsRoot: false)
        let key = try StoreKey(String(path[path.index(after: slash)...]))
        return try #require(try store.synchronous?.read(key))
    }

    static func json(_ path: String) throws -> JSONObject {
        try #require(try JSONValue.parse(bytes(path)).objectValue)
    }

    /// The objects of a list; an empty one where it cannot be read, which the tests that count them notice.
    static func list(_ name: String, _ field: String?) -> [JSONObject] {
        guard let value = try? JSONValue.parse(bytes(path(name))) else { return [] }
        let list = field.map { value.objectValue?[$0] } ?? value
        return list?.arrayValue?.compactMap(\.objectValue) ?? []
    }
}

/// A file that numpy saved, little-endian and in C order.
struct NPYFile {
    let shape: [Int]
    let bytes: Bytes

    init(_ path: String) throws {
        let file = try Fixtures.bytes(path)
        let header = file.array.prefix(10)
        let length = Int(header[8]) | Int(header[9]) << 8
        // Names beyond Latin-1 make it version 3, with two more bytes for the length.
        let start = header[6] == 1 ? 10 : 12
        let text = try #require(try file.slice(.bounded(offset: start, length: length)).utf8)
        let list = try #require(text.split(separator: "'shape': (").last?.split(separator: ")").first)
        shape = text.contains("'shape': ()") ? [] : list.split(separator: ",").compactMap { Int($0.filter(\.isNumber)) }
        bytes = try file.slice(.from(offset: start + length))
    }
}
