package import ZarrBase

/// Code that bytes from outside go into, and what must hold of it whatever they are.
package struct FuzzTarget: Sendable {
    /// The name of its folder in `Fixtures/fuzz`, and what `Scripts/fuzz` calls it.
    package let name: String
    /// What the first byte of an input chooses from. New ones come last: inputs that are kept name theirs by its place.
    package let subjects: [any FuzzSubject]

    /// What came of an input.
    package enum Outcome {
        /// It is for no subject.
        case strayed
        /// It was understood.
        case accepted
        /// It was refused as bad bytes are to be refused.
        case refused(ZarrError)
    }

    /// Tries an input.
    ///
    /// - Throws: ``FuzzFailure`` where something does not hold.
    package func run(_ input: UnsafeRawBufferPointer) throws -> Outcome {
        guard let number = input.first, Int(number) < subjects.count else { return .strayed }
        let subject = subjects[Int(number)]
        do {
            // In memory of its own, so that a sanitizer sees who reads beyond either end.
            try subject.run(Bytes(copying: UnsafeRawBufferPointer(rebasing: input.dropFirst())))
            return .accepted
        } catch let error as ZarrError where subject.refusals.contains(error.code) {
            guard !error.message.isEmpty, error.description.utf8.allSatisfy({ $0 >= 0x20 }) else {
                throw FuzzFailure("\(subject.name): an error that is not one line: \(error)")
            }
            return .refused(error)
        } catch {
            throw FuzzFailure("\(subject.name): \(error)")
        }
    }

    /// Inputs that are understood, to begin with.
    package func seeds() throws -> [[UInt8]] {
        try subjects.enumerated().flatMap { number, subject in
            try subject.seeds().map { [UInt8(clamping: number)] + $0 }
        }
    }
}

/// One way in for bytes from outside.
package protocol FuzzSubject: Sendable {
    /// What a failure calls it.
    var name: String { get }
    /// The kinds of errors by which bad bytes may be refused.
    var refusals: Set<ZarrError.Code> { get }
    /// Well-formed inputs.
    func seeds() throws -> [[UInt8]]
    /// Tries an input and checks all that must hold.
    ///
    /// - Throws: a ``ZarrError`` of ``refusals`` where the input is bad, anything else where something does not hold.
    func run(_ input: Bytes) throws
}

extension FuzzSubject {
    /// Those of damaged chunks.
    package var refusals: Set<ZarrError.Code> { [.corruptData, .limitExceeded, .unsupported] }

    /// What `body` makes, or the error by which it refuses the input; others are failures.
    func attempt<Made>(_ body: () throws -> Made) throws -> Result<Made, ZarrError> {
        do {
            return .success(try body())
        } catch let error as ZarrError where refusals.contains(error.code) {
            return .failure(error)
        }
    }

    func demand(_ holds: Bool, _ what: @autoclosure () -> String) throws {
        guard !holds else { return }
        throw FuzzFailure(what())
    }
}

extension Result {
    /// What was made; nil where it was refused.
    var made: Success? { try? get() }
}

/// What does not hold.
package struct FuzzFailure: Error, CustomStringConvertible {
    /// In a sentence.
    package let description: String

    init(_ description: String) { self.description = description }
}
