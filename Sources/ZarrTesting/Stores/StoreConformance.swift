public import ZarrStorage

/// What every store must do. A store's tests run it by one line, with an empty store for each check:
///
/// ```swift
/// @Test(arguments: StoreConformance.allCases) func conforms(_ check: StoreConformance) async throws {
///     try await check.run(on: MemoryStore())
/// }
/// ```
public enum StoreConformance: String, CaseIterable, Sendable {
    /// A value reads back whole, and its size is known.
    case valuesReadBack
    /// Bounded ranges, ranges to the end and suffixes; one that runs past the end is corrupt data.
    case ranges
    /// A missing key is nil, also for a range, a size, beside and below an existing one; erasing it is no error.
    case missingKeys
    /// An empty value exists.
    case emptyValues
    /// The parts of a value are stored one after the other.
    case parts
    /// A shorter and a longer value replace the old one whole.
    case overwriting
    /// An erased key is gone, the keys beside it are not.
    case erasing
    /// Erasing a prefix takes all below it and nothing beside it, and may be repeated.
    case erasingPrefixes
    /// Keys at any depth are listed, sorted, once.
    case listing
    /// A directory shows what lies directly in it.
    case listingDirectories
    /// Names of any script, with blanks and signs, stay apart.
    case names
    /// Keys that would leave the store are refused by every verb.
    case walls
    /// A key below a value either is kept apart from it or refused; the value stays.
    case keysBelowValues
    /// A key in the place of a prefix either is kept apart from it or refused; what is below stays.
    case keysInPlaceOfPrefixes
    /// Readers of a key that several writers replace see one of the values, never a mixture, never none.
    case concurrentWrites
    /// Many keys are written at once, each into a directory that others make too.
    case concurrentDirectories
    /// Where the store answers synchronously, it says the same as by its asynchronous verbs.
    case synchronousTwin
    /// Where the store knows conditions, it replaces a value only where they hold, and of several writers one wins.
    case conditions

    /// Runs this check on `store`, which must be empty.
    ///
    /// - Throws: ``ConformanceFailure`` where the store does otherwise.
    public func run(on store: any Store) async throws {
        switch self {
        case .valuesReadBack: try await Self.checkValues(store)
        case .ranges: try await Self.checkRanges(store)
        case .missingKeys: try await Self.checkMissing(store)
        case .emptyValues: try await Self.checkEmpty(store)
        case .parts: try await Self.checkParts(store)
        case .overwriting: try await Self.checkOverwriting(store)
        case .erasing: try await Self.checkErasing(store)
        case .erasingPrefixes: try await Self.checkErasingPrefixes(store)
        case .listing: try await Self.checkListing(store)
        case .listingDirectories: try await Self.checkListingDirectories(store)
        case .names: try await Self.checkNames(store)
        case .walls: try await Self.checkWalls(store)
        case .keysBelowValues: try await Self.checkKeysBelowValues(store)
        case .keysInPlaceOfPrefixes: try await Self.checkKeysInPlaceOfPrefixes(store)
        case .concurrentWrites: try await Self.checkConcurrentWrites(store)
        case .concurrentDirectories: try await Self.checkConcurrentDirectories(store)
        case .synchronousTwin: try await Self.checkSynchronousTwin(store)
        case .conditions: try await Self.checkConditions(store)
        }
    }
}
