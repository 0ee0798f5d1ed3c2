import NIOConcurrencyHelpers
package import Sync

/// Keeps what it is told of commits.
package final class CommitRecorder: CommitObserver {
    private let kept = NIOLockedValueBox<[CommitNotice]>([])

    package init() {}

    package func committed(_ notice: CommitNotice) {
        kept.withLockedValue { $0.append(notice) }
    }

    package var notices: [CommitNotice] { kept.withLockedValue { $0 } }
    package var events: [ChangeEvent] { notices.flatMap(\.events) }
}
