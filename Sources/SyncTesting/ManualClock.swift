package import Inventory
import NIOConcurrencyHelpers
import Sync

/// A clock that stands still until it is told to go on.
package final class ManualClock: WallClock {
    private let time: NIOLockedValueBox<Timestamp>

    /// 2026-11-21T09:30:00Z unless told otherwise.
    package init(_ start: Timestamp = Timestamp(millisecondsSinceEpoch: 1_795_253_400_000)) {
        time = NIOLockedValueBox(start)
    }

    package var now: Timestamp { time.withLockedValue { $0 } }

    package func advance(by duration: Duration) {
        time.withLockedValue { $0 = $0.adding(duration) }
    }

    package func set(_ now: Timestamp) {
        time.withLockedValue { $0 = now }
    }
}
