import Foundation
import NIOConcurrencyHelpers
import Sync

/// How far a move is: one line that is drawn again on a terminal, and elsewhere a line now and then. It goes to the standard
/// error stream.
final class MoveProgress: Sendable {
    private static let interval = Duration.seconds(5)

    private let bar = ProgressBar("migrate")
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let lastLine = NIOLockedValueBox<(phase: StoreMove.Progress.Phase?, at: ContinuousClock.Instant)>(
        (nil, .now)
    )

    func show(_ progress: StoreMove.Progress) {
        let text = "\(progress.phase.rawValue) \(progress.kind.rawValue): \(progress.rows) rows"
        if isTerminal { return bar.say(text) }
        let isDue = lastLine.withLockedValue { last in
            let now = ContinuousClock.now
            guard last.phase != progress.phase || last.at.duration(to: now) > Self.interval else { return false }
            last = (progress.phase, now)
            return true
        }
        if isDue { FileHandle.standardError.write(Data("migrate: \(text)\n".utf8)) }
    }

    func finish() { bar.finish() }
}
