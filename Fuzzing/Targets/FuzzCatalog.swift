/// Everything that is fuzzed: one line each.
package enum FuzzCatalog {
    /// The targets, in the order in which they are run.
    package static func targets() throws -> [FuzzTarget] {
        try [
            .json(),
            .metadata(),
            .blosc(),
            .compressors(),
            .shards(),
            .elements(),
            .numpy(),
            .arrays(),
        ]
    }
}
