import NIOConcurrencyHelpers
import Sandbox

/// A time of day that stands still until it is set.
final class ManualTime: Sendable {
    private let milliseconds: NIOLockedValueBox<Int64>

    init(_ milliseconds: Int64) {
        self.milliseconds = NIOLockedValueBox(milliseconds)
    }

    var clock: SandboxClock { { [milliseconds] in milliseconds.withLockedValue { $0 } } }

    func set(_ milliseconds: Int64) {
        self.milliseconds.withLockedValue { $0 = milliseconds }
    }
}
