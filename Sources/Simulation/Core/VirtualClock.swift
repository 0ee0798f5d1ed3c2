import Inventory
import NIOConcurrencyHelpers
import Sync

/// The installation's clock. It moves only when the scheduler says so.
final class VirtualClock: WallClock {
    private let time = NIOLockedValueBox(VirtualClock.start)
    private let total = NIOLockedValueBox<Int64>(0)
    private let conductor: Conductor?

    /// `conductor` lets those sleep who ask for it; without one nobody may.
    init(conductor: Conductor? = nil) {
        self.conductor = conductor
    }

    private static let longestLeap: Int64 = 20_000

    /// 2026-11-21T09:30:00Z.
    static let start = Timestamp(millisecondsSinceEpoch: 1_795_253_400_000)

    var now: Timestamp { time.withLockedValue { $0 } }

    func sleep(for duration: Duration) async throws {
        try await conductor?.sleep(until: now.adding(duration))
    }

    /// Time passes.
    func advance(milliseconds: Int64) {
        set(by: milliseconds)
        total.withLockedValue { $0 += min(milliseconds, Self.longestLeap) }
    }

    /// It is set: no time passes.
    func set(by milliseconds: Int64) {
        time.withLockedValue { $0 = $0.adding(milliseconds: milliseconds) }
    }

    /// How much time has passed, whatever the clock was set to. Nothing runs while the scheduler leaps hours ahead, so for
    /// what must be renewed in time only a part of a leap counts.
    var passed: Duration { .milliseconds(total.withLockedValue { $0 }) }
}

/// UUIDs of version 7 that count up.
final class VirtualIDs: Sendable {
    private let last = NIOLockedValueBox<UInt64>(0)

    func next(_ now: Timestamp) -> String {
        let number = last.withLockedValue { last in
            last += 1
            return last
        }
        let time = Self.hex(UInt64(max(0, now.millisecondsSinceEpoch)))
        return "\(time.prefix(8))-\(time.suffix(4))-7000-8000-\(Self.hex(number))"
    }

    private static func hex(_ value: UInt64) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, 12 - text.count)) + text
    }
}
