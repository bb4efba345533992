public import ZarrBase
import ZarrFormats

extension ZarrArray {
    /// The attributes, in the order in which they are stored.
    ///
    /// - Complexity: none in Zarr v3; one request in Zarr v2 where they were not read before.
    public func attributes() async throws -> JSONObject {
        if let attributes = description.attributes { return attributes }
        return try await atNode { try await attributes(in: storage) }
    }

    func attributes(in documents: NodeStorage) async throws -> JSONObject {
        if let attributes = description.attributes { return attributes }
        let attributes = try await documents.readAttributes(format)
        // Somebody may have changed them meanwhile.
        return withDescription { description in
            if description.attributes == nil { description.setLoadedAttributes(attributes) }
            return description.attributes ?? attributes
        }
    }

    /// Replaces the attributes by what `change` makes of them as they are now; who changes them at the same time waits.
    ///
    /// - Parameter change: in a store that is awaited it is called again where somebody else was quicker.
    /// - Throws: what `change` throws; ``ZarrError/Code/conflict`` where an answer was lost and nobody can tell whether the
    ///   change was made.
    /// - Complexity: a lock, one request to read the metadata again, and one for each document that changes.
    public func updateAttributes(_ change: (inout JSONObject) throws -> Void) async throws {
        try await atNode {
            try requireWritableFormat()
            try await changingMetadata(isRepeatable: false) { documents in
                var attributes = try await attributes(in: documents)
                try change(&attributes)
                let changed = attributes
                try await update(documents) { $0.setLoadedAttributes(changed) }
            }
        }
    }
}
