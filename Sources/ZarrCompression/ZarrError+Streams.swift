internal import ZarrBase

extension ZarrError {
    static func contextUnavailable(_ name: String) -> ZarrError {
        ZarrError(.limitExceeded, "no memory for a \(name) context", hint: "read or write fewer chunks at a time")
    }

    static func damaged(_ name: String, _ detail: String) -> ZarrError {
        ZarrError(
            .corruptData, "the \(name) data is damaged: \(detail)",
            hint: "the stored value was cut short or changed; restore it from its source")
    }

    /// A stream that decodes to more than the place where it belongs.
    static func overflow(_ name: String, capacity: Int) -> ZarrError {
        ZarrError(
            .corruptData, "the \(name) data decodes to more than the \(capacity) bytes that belong here",
            hint: "the stored value or the metadata of its array is wrong")
    }

    static func overLimit(_ name: String, limit: Int) -> ZarrError {
        ZarrError(
            .limitExceeded, "the \(name) data decodes to more than the limit of \(limit) bytes",
            hint: "raise the limit where the source is trusted")
    }

    static func levelOutside(_ name: String, _ level: Int, _ range: ClosedRange<Int>) -> ZarrError {
        ZarrError(
            .invalidArgument, "\(name) has no level \(level)",
            hint: "use one from \(range.lowerBound) to \(range.upperBound)")
    }
}
