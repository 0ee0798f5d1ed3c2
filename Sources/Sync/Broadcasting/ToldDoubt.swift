package import Inventory
import NIOConcurrencyHelpers

/// Up to when an `http` channel may have been told something that it never acknowledged to us: a reply was lost, or a
/// process that ended lost one. What has been dirty since then is told even if it seems to stand there already.
package final class ToldDoubt: Sendable {
    private let moment: NIOLockedValueBox<Timestamp>

    /// Nobody knows how the process before this one ended: what was dirty before `start` is in doubt.
    package init(start: Timestamp) {
        moment = NIOLockedValueBox(start.adding(milliseconds: -1))
    }

    func holds(of mark: DirtMark) -> Bool { mark.since <= moment.withLockedValue { $0 } }

    /// A reply is missing.
    func arise(at now: Timestamp) { moment.withLockedValue { $0 = max($0, now) } }
}
