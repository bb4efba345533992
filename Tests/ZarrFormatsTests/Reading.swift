import Testing
import ZarrBase
import ZarrFormats

extension V3Format {
    /// The array that a document describes.
    func array(_ text: String) throws -> ArrayDescription {
        guard case .array(let array) = try node(documentName: "zarr.json", bytes: Bytes(text.utf8)) else {
            throw ZarrError(.notFound, "the document describes no array")
        }
        return array
    }

    /// The group that a document describes.
    func group(_ text: String) throws -> GroupDescription {
        guard case .group(let group) = try node(documentName: "zarr.json", bytes: Bytes(text.utf8)) else {
            throw ZarrError(.notFound, "the document describes no group")
        }
        return group
    }

    /// The document of an array, as text.
    func text(of array: ArrayDescription) throws -> String { try text(documents(for: array), "zarr.json") }
}

extension V2Format {
    /// The array that a document describes.
    func array(_ text: String) throws -> ArrayDescription {
        guard case .array(let array) = try node(documentName: ".zarray", bytes: Bytes(text.utf8)) else {
            throw ZarrError(.notFound, "the document describes no array")
        }
        return array
    }

    /// The document of an array, as text.
    func text(of array: ArrayDescription) throws -> String { try text(documents(for: array), ".zarray") }
}

extension N5Format {
    /// The array that a document describes.
    func array(_ text: String) throws -> ArrayDescription {
        guard case .array(let array) = try node(documentName: "attributes.json", bytes: Bytes(text.utf8)) else {
            throw ZarrError(.notFound, "the document describes no array")
        }
        return array
    }

    /// The document of an array, as text.
    func text(of array: ArrayDescription) throws -> String { try text(documents(for: array), "attributes.json") }
}

extension StorageFormat {
    /// The text of the document of this name.
    func text(_ documents: [NodeDocument], _ name: String) throws -> String {
        let document = try #require(documents.first { $0.name == name }, "there is no \(name)")
        return try #require(document.bytes.utf8)
    }
}

/// The object with a field replaced, or taken away by nil; `path` goes down by names of fields and places in lists.
func replacing(_ text: String, at path: [String], by value: JSONValue?) throws -> String {
    func replaced(_ json: JSONValue, _ path: ArraySlice<String>) throws -> JSONValue? {
        guard let field = path.first else { return value }
        switch json {
        case .object(var object):
            object[field] = try replaced(object[field] ?? .null, path.dropFirst())
            return .object(object)
        case .array(var list):
            let place = try #require(Int(field))
            if let item = try replaced(list[place], path.dropFirst()) {
                list[place] = item
            } else {
                list.remove(at: place)
            }
            return .array(list)
        default: return try replaced(.object([:]), path)
        }
    }
    return try #require(try replaced(JSONValue.parse(text), path[...])).serialized()
}

/// One thing that is wrong with a document and what must be said about it.
struct Defect: Sendable, CustomTestStringConvertible {
    let path: [String]
    let value: JSONValue?
    let code: ZarrError.Code
    let jsonPath: String
    let words: String

    init(_ path: String, _ value: JSONValue?, _ code: ZarrError.Code, at jsonPath: String, _ words: String) {
        self.path = path.split(separator: "/").map(String.init)
        self.value = value
        self.code = code
        self.jsonPath = jsonPath
        self.words = words
    }

    var testDescription: String { path.joined(separator: ".") + " = " + (value?.serialized() ?? "nothing") }

    /// Checks that reading fails as it must.
    func check(_ read: () throws -> some Any) {
        do {
            _ = try read()
            Issue.record("\(testDescription) is let pass")
        } catch let error as ZarrError {
            #expect(error.code == code, "\(error)")
            #expect(error.jsonPath == jsonPath, "\(error)")
            #expect(error.message.contains(words), "\(error)")
        } catch {
            Issue.record(error)
        }
    }
}
