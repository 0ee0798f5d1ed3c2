/// A point in time in UTC, exact to the millisecond.
package struct Timestamp: Hashable, Sendable, Comparable {
    package let millisecondsSinceEpoch: Int64

    package init(millisecondsSinceEpoch: Int64) {
        self.millisecondsSinceEpoch = millisecondsSinceEpoch
    }

    package static let distantPast = Timestamp(millisecondsSinceEpoch: 0)
    /// The last millisecond that ISO 8601 writes with four digits of year.
    package static let latest = Timestamp(millisecondsSinceEpoch: 253_402_300_799_999)

    /// Whole seconds: the precision of Shopify's own times.
    package var seconds: Int64 {
        millisecondsSinceEpoch >= 0
            ? millisecondsSinceEpoch / 1000 : (millisecondsSinceEpoch - 999) / 1000
    }

    package static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
        lhs.millisecondsSinceEpoch < rhs.millisecondsSinceEpoch
    }

    package func adding(milliseconds: Int64) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: millisecondsSinceEpoch + milliseconds)
    }

    package func adding(_ duration: Duration) -> Timestamp {
        let parts = duration.components
        return adding(milliseconds: parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000)
    }

    /// Never negative: a clock that was set back is no debt.
    package func milliseconds(since earlier: Timestamp) -> Int64 {
        max(0, millisecondsSinceEpoch - earlier.millisecondsSinceEpoch)
    }
}
