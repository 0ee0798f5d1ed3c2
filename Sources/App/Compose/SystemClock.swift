import Foundation
package import Inventory
import Sync

/// The time of day as the system has it.
package struct SystemClock: WallClock {
    package init() {}

    package var now: Timestamp {
        Timestamp(millisecondsSinceEpoch: Int64((Date.now.timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
