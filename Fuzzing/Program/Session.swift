#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif
import FuzzTargets

/// The target of this process.
enum Session {
    private static let target: FuzzTarget = {
        // What lives on is no leak, but where an enum keeps its case in a pointer, the sanitizer finds that pointer nowhere.
        pauseLeakDetection()
        defer { resumeLeakDetection() }
        let name = getenv("ZARR_FUZZ").map { String(cString: $0) } ?? ""
        do {
            if let target = try FuzzCatalog.targets().first(where: { $0.name == name }) {
                for seed in try target.seeds() { _ = try seed.withUnsafeBytes { try target.run($0) } }
                return target
            }
        } catch { fatalError("the targets cannot be made: \(error)") }
        fatalError("ZARR_FUZZ names no target: \"\(name)\"")
    }()

    /// Tries an input; -1 where it is not worth keeping.
    static func run(_ input: UnsafeRawBufferPointer) -> CInt {
        do {
            if case .strayed = try target.run(input) { return -1 }
            return 0
        } catch {
            fatalError("\(target.name): \(error)")
        }
    }

    static func writeSeeds(to directory: String) throws {
        for (number, seed) in try target.seeds().enumerated() {
            guard let file = fopen("\(directory)/seed-\(number)", "w") else {
                fatalError("\(directory) cannot be written")
            }
            fwrite(seed, 1, seed.count, file)
            fclose(file)
        }
    }
}

@_silgen_name("__lsan_disable")
private func pauseLeakDetection()

@_silgen_name("__lsan_enable")
private func resumeLeakDetection()
