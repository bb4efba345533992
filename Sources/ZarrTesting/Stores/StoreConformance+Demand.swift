import ZarrBase
import ZarrStorage

extension StoreConformance {
    /// `count` bytes that are the same at every run and others for another seed.
    static func pattern(_ count: Int, seed: Int) -> Bytes {
        var state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        let array = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while initialized < count {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                buffer[initialized] = UInt8(truncatingIfNeeded: state >> 56)
                initialized += 1
            }
        }
        return Bytes(array)
    }

    static func demand(_ store: any Store, _ key: StoreKey, holds value: Bytes) async throws {
        guard let found = try await store.get(key) else { throw ConformanceFailure("\(key) is missing") }
        guard found != value else { return }
        throw ConformanceFailure("\(key) holds \(found.count) bytes that are not the \(value.count) written")
    }

    static func demandFailure(
        _ code: ZarrError.Code, _ what: String, _ body: () async throws -> Void
    ) async throws {
        do {
            try await body()
        } catch let error as ZarrError {
            guard error.code != code else { return }
            throw ConformanceFailure("\(what) fails with \(error.code), should with \(code): \(error)")
        }
        throw ConformanceFailure("\(what) succeeds, should fail with \(code)")
    }

    static func demand<Value: Equatable>(
        _ actual: Value, is expected: Value, _ what: @autoclosure () -> String
    ) throws {
        guard actual != expected else { return }
        throw ConformanceFailure("\(what()): found \(actual), should be \(expected)")
    }

    static func demand(_ holds: Bool, _ what: @autoclosure () -> String) throws {
        guard !holds else { return }
        throw ConformanceFailure(what())
    }
}
