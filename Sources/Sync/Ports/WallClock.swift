package import Inventory

/// The time of day. Injected, so that a test or a simulation has its own.
package protocol WallClock: Sendable {
    var now: Timestamp { get }
    /// Returns when at least `duration` has passed by this clock. Throws `CancellationError` when cancelled.
    func sleep(for duration: Duration) async throws
}

extension WallClock {
    package func sleep(for duration: Duration) async throws {
        try await Task.sleep(for: duration)
    }
}
