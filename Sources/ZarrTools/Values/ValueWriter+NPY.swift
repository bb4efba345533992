import Zarr

extension ValueWriter {
    /// The `.npy` format. Strings of variable length become the fixed `U` of NumPy, as wide as the longest; numbers of types
    /// that NumPy does not have become those of the smallest that holds them: int8, float32, complex64.
    func writeNPY(to sink: any ByteSink) async throws {
        guard view.dataType == .string else {
            let substitute = NumpySubstitute(view.dataType)
            // NumPy makes axes of the elements of a field that has several.
            let list = view.dataType.definition as? Subarray
            let header = try NPYHeader(
                dataType: substitute?.dataType ?? list?.element ?? view.dataType,
                shape: view.shape + (list?.shape ?? []))
            try sink.write(header.bytes)
            try await forEachSlab { slab in
                try slab.bytes.withUnsafeBytes { (bytes) throws(ZarrError) in
                    if let substitute { try sink.write(substitute.bytes(of: bytes)) } else { try sink.write(bytes) }
                }
            }
            return
        }
        var longest = 1
        var only: AnyNDArray?
        let isSingle = slabs.count == 1
        try await forEachSlab { slab in
            for text in slab.strings() { longest = max(longest, text.unicodeScalars.count) }
            if isSingle { only = slab }
        }
        let header = try NPYHeader(dataType: .fixedUnicode(longest), shape: view.shape)
        try sink.write(header.bytes)
        if let only {
            try Self.writeUnicode(only.strings(), longest, to: sink)
        } else {
            for part in slabs {
                try Task.checkCancelledAsZarrError()
                try Self.writeUnicode(try await view.part(part).read().strings(), longest, to: sink)
            }
        }
    }

    private static func writeUnicode(_ strings: [String], _ length: Int, to sink: any ByteSink) throws(ZarrError) {
        var output: [UInt8] = []
        for text in strings {
            var rest = length
            for scalar in text.unicodeScalars {
                withUnsafeBytes(of: scalar.value) { output.append(contentsOf: $0) }
                rest -= 1
            }
            output.append(contentsOf: repeatElement(0, count: 4 * rest))
            if output.count > flushSize { try sink.take(&output) }
        }
        try sink.take(&output)
    }
}
