import Foundation
import Inventory
import Sync

/// The time of day as the system has it.
struct SystemClock: WallClock {
    var now: Timestamp {
        Timestamp(millisecondsSinceEpoch: Int64((Date.now.timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
