import ArgumentParser
import Zarr
import ZarrTools

/// Turns an error into its line on standard error and the exit code.
enum Failure {
    /// Prints the error; the exit code is that of sysexits where there is one.
    static func report(_ error: any Error) -> Int32 {
        switch error {
        case let error as ZarrError: return report(error)
        case is CancellationError: return report(ZarrError(.cancelled, "the work was cancelled"))
        default: break
        }
        let code = ZarrTool.exitCode(for: error)
        let message = ZarrTool.fullMessage(for: error)
        if code == .success {
            // Help and the version were asked for.
            if !message.isEmpty { Terminal.print(message) }
        } else if error is ExitCode {
            // What went wrong was said before.
        } else {
            let isError = message.hasPrefix("Error: ")
            Terminal.complain(isError ? "error: " + message.dropFirst(7) : message)
        }
        return code.rawValue
    }

    private static func report(_ error: ZarrError) -> Int32 {
        if FileSink.isBrokenPipe(error) { return 0 }
        if error.code == .cancelled {
            Terminal.complain("interrupted")
        } else {
            Terminal.complain("error: \(error)")
        }
        return code(for: error)
    }

    static func code(for error: ZarrError) -> Int32 {
        switch error.code {
        case .cancelled: 130
        case .invalidArgument, .invalidSelection: ExitCode.validationFailure.rawValue
        case .corruptData, .invalidMetadata, .unsupported: 65
        // A limit that a stored document or value broke, not one that the user asked for.
        case .limitExceeded where error.key != nil || error.jsonPath != nil || error.codec != nil: 65
        case .notFound: 66
        default: 1
        }
    }
}
