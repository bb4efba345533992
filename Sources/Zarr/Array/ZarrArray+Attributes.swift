public import ZarrBase
import ZarrFormats

extension ZarrArray {
    /// The attributes, in the order in which they are stored.
    ///
    /// - Complexity: none in Zarr v3; one request in Zarr v2 where they were not read before.
    public func attributes() async throws -> JSONObject {
        if let attributes = description.attributes { return attributes }
        return try await atNode {
            let attributes = try await storage.readAttributes(format)
            // Somebody may have changed them meanwhile.
            return withDescription { description in
                if description.attributes == nil { description.setLoadedAttributes(attributes) }
                return description.attributes ?? attributes
            }
        }
    }

    /// Replaces the attributes by what `change` makes of them as they are now; who changes them at the same time waits.
    ///
    /// - Complexity: a lock, one request to read the metadata again, and one for each document that changes.
    public func updateAttributes(_ change: (inout JSONObject) throws -> Void) async throws {
        try await atNode {
            try requireWritableFormat()
            try await changingMetadata {
                var attributes = try await attributes()
                try change(&attributes)
                let changed = attributes
                try await update { $0.setLoadedAttributes(changed) }
            }
        }
    }
}
