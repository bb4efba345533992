#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif
import Testing
import ZarrBase

@Suite struct JSONStackTests {
    /// Comparing, hashing, writing and freeing recurse; the deepest value must not overflow a secondary thread of Darwin.
    @Test func theDeepestValueFitsASmallThreadStack() throws {
        let depth = JSONLimits.standard.maxDepth
        var attributes = pthread_attr_t()
        #expect(pthread_attr_init(&attributes) == 0)
        #expect(pthread_attr_setstacksize(&attributes, 512 << 10) == 0)
        let work = Work(
            arrays: String(repeating: "[", count: depth) + String(repeating: "]", count: depth),
            objects: String(repeating: "{\"a\":", count: depth - 1) + "{}" + String(repeating: "}", count: depth - 1))
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let status = pthread_create(
            &thread, &attributes,
            { argument in
                #if canImport(Darwin)
                    Unmanaged<Work>.fromOpaque(argument).takeUnretainedValue().run()
                #else
                    if let argument { Unmanaged<Work>.fromOpaque(argument).takeUnretainedValue().run() }
                #endif
                return nil
            }, Unmanaged.passUnretained(work).toOpaque())
        #expect(status == 0)
        #if canImport(Darwin)
            if let thread { pthread_join(thread, nil) }
        #else
            pthread_join(thread, nil)
        #endif
        #expect(work.isRight)
    }

    private final class Work: @unchecked Sendable {
        let arrays: String
        let objects: String
        var isRight = false

        init(arrays: String, objects: String) {
            self.arrays = arrays
            self.objects = objects
        }

        func run() {
            isRight = [arrays, objects].allSatisfy { text in
                guard let value = try? JSONValue.parse(text), let again = try? JSONValue.parse(text) else {
                    return false
                }
                return value == again && value.hashValue == again.hashValue && value.serialized() == text
                    && !value.serialized(.indented(2)).isEmpty
            }
        }
    }
}
