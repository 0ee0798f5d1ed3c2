package import Inventory
import NIOConcurrencyHelpers

/// Ids in the form of UUIDs of version 7 that count up and are the same in every run.
package final class SequentialIDs: Sendable {
    private let last = NIOLockedValueBox<UInt64>(0)

    package init() {}

    package func next(_ now: Timestamp) -> String {
        let number = last.withLockedValue { last in
            last += 1
            return last
        }
        let time = Self.hex(UInt64(max(0, now.millisecondsSinceEpoch)), digits: 12)
        let count = Self.hex(number, digits: 12)
        return "\(time.prefix(8))-\(time.suffix(4))-7000-8000-\(count)"
    }

    private static func hex(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
