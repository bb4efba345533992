/// Seconds from `begin` until now.
package func seconds(since begin: ContinuousClock.Instant) -> Double {
    let parts = (ContinuousClock.now - begin).components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
}
