#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif
import FuzzTargets

// The program that `Scripts/fuzz` runs: the main function is libFuzzer's, which calls these two (its FuzzerInterface.h) and
// takes its own options. It starts itself again for some of its work, so the target is named by the environment.
//
//   ZARR_FUZZ=NAME zarr-fuzz [OPTIONS] [CORPUS...]
//   ZARR_FUZZ=NAME zarr-fuzz --seeds DIRECTORY      writes inputs to begin with
//   zarr-fuzz --list

/// Does what is asked for instead of fuzzing, if anything is.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafePointer<CChar>>>
) -> CInt {
    let arguments = (0..<Int(count.pointee)).map { String(cString: arguments.pointee[$0]) }
    do {
        if arguments.contains("--list") {
            for target in try FuzzCatalog.targets() { print(target.name) }
            exit(0)
        }
        if let place = arguments.firstIndex(of: "--seeds"), place + 1 < arguments.count {
            try Session.writeSeeds(to: arguments[place + 1])
            exit(0)
        }
    } catch {
        fatalError("\(error)")
    }
    return 0
}

/// Tries an input; -1 where it is not worth keeping.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    Session.run(UnsafeRawBufferPointer(start: bytes, count: count))
}
