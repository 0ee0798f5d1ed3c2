package import Inventory

/// The time of day. Injected, so that a test or a simulation has its own.
package protocol WallClock: Sendable {
    var now: Timestamp { get }
}
