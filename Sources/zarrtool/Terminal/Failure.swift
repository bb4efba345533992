import ArgumentParser
import Zarr
import ZarrTools

/// What an error is to who called the program: a line on standard error and the exit code.
struct Failure {
    /// That of sysexits where there is one; 0 for what only looks like an error, as a reader that has seen enough.
    let code: Int32
    /// What is to be said after the name of the program; nil where nothing is, or was said before.
    let message: String?
    /// What was asked for, as help or the version.
    let answer: String?

    var isInterruption: Bool { code == 130 }

    init(_ error: any Error) {
        switch error {
        case let error as ZarrError: self.init(zarr: error)
        case is CancellationError: self.init(zarr: ZarrError(.cancelled, "the work was cancelled"))
        default: self.init(parsing: error)
        }
    }

    private init(zarr error: ZarrError) {
        let isQuiet = FileSink.isBrokenPipe(error)
        code = isQuiet ? 0 : Self.code(for: error)
        message = isQuiet ? nil : error.code == .cancelled ? "interrupted" : "error: \(error)"
        answer = nil
    }

    private init(parsing error: any Error) {
        let code = ZarrTool.exitCode(for: error)
        let text = ZarrTool.fullMessage(for: error)
        self.code = code.rawValue
        answer = code == .success && !text.isEmpty ? text : nil
        if code == .success || error is ExitCode {
            message = nil
        } else {
            message = text.hasPrefix("Error: ") ? "error: " + text.dropFirst(7) : text
        }
    }

    /// Prints the error; the exit code is that of sysexits where there is one.
    static func report(_ error: any Error) -> Int32 {
        let failure = Failure(error)
        if let answer = failure.answer { Terminal.print(answer) }
        if let message = failure.message { Terminal.complain(message) }
        return failure.code
    }

    static func code(for error: ZarrError) -> Int32 {
        switch error.code {
        case .cancelled: 130
        case .invalidArgument, .invalidSelection: ExitCode.validationFailure.rawValue
        case .corruptData, .invalidMetadata, .missingChunk, .unsupported: 65
        // A limit that a stored document or value broke, not one that the user asked for.
        case .limitExceeded where error.key != nil || error.jsonPath != nil || error.codec != nil: 65
        case .notFound: 66
        default: 1
        }
    }
}
