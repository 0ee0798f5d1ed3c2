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

    /// A mark of a later time than `now` was made before our clock was set back, perhaps by another process.
    func holds(of mark: DirtMark, now: Timestamp) -> Bool {
        mark.since > now || mark.since <= moment.withLockedValue { $0 }
    }

    /// The reply to a batch of what these marks stand for is missing. They keep their times until they are told, whatever
    /// becomes of our clock meanwhile.
    func arise(of marks: [DirtMark]) {
        guard let newest = marks.map(\.since).max() else { return }
        moment.withLockedValue { $0 = max($0, newest) }
    }
}
