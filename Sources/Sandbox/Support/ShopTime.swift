import Foundation

/// Milliseconds since the epoch, in the two forms in which Shopify writes times.
struct ShopTime: Sendable, Hashable, Comparable {
    let milliseconds: Int64

    init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Nil for what is no time with a zone, such as `2026-01-05T10:00:00-05:00`.
    init?(parsing text: String) {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
        guard case .success(let date) = Result(catching: { try Date(text, strategy: style) }) else { return nil }
        milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
    }

    /// Whole seconds, as Shopify keeps them.
    var wholeSeconds: ShopTime { ShopTime(milliseconds: milliseconds / 1000 * 1000) }
    var seconds: Int64 { milliseconds / 1000 }

    /// In the shop's own zone: `2026-01-05T10:00:00-05:00`.
    var local: String { String(text(in: -5).dropLast(1)) + "-05:00" }

    /// `2026-01-05T15:00:00Z`
    var utc: String { text(in: 0) }

    private func text(in hours: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds + hours * 3600)).formatted(.iso8601)
    }

    static func < (lhs: ShopTime, rhs: ShopTime) -> Bool { lhs.milliseconds < rhs.milliseconds }
}

/// The time of day that a stand-in goes by.
package typealias SandboxClock = @Sendable () -> Int64

/// Milliseconds since the epoch by this machine's clock.
package let systemMilliseconds: SandboxClock = { Int64(Date.now.timeIntervalSince1970 * 1000) }
