import Foundation
import NIOConcurrencyHelpers

/// One line that is drawn again and again on a terminal; silent elsewhere. It goes to the standard error stream, so that
/// what a command prints can be piped.
///
/// `update` may be called from any thread and as often as one likes: it draws at most ten times a second.
final class ProgressBar: Sendable {
    private struct State {
        var lastDrawn: ContinuousClock.Instant?
        var isShown = false
    }

    private static let interval = Duration.milliseconds(100)
    private static let width = 30

    private let label: String
    private let isVisible: Bool
    private let state = NIOLockedValueBox(State())

    /// It can only be seen on a terminal, whatever `isVisible` says.
    init(_ label: String, isVisible: Bool = true) {
        self.label = label
        self.isVisible = isVisible && isatty(STDERR_FILENO) == 1
    }

    /// `total` nil: nobody knows how much there is.
    func update(_ done: Int64, of total: Int64?, unit: Unit) {
        guard isVisible else { return }
        state.withLockedValue { state in
            let now = ContinuousClock.now
            if let last = state.lastDrawn, now - last < Self.interval, done != total { return }
            state.lastDrawn = now
            state.isShown = true
            Self.draw(Self.line(label, done, total, unit))
        }
    }

    /// Says what goes on where no number is known.
    func say(_ text: String) {
        guard isVisible else { return }
        state.withLockedValue { state in
            state.isShown = true
            Self.draw("\(label)  \(text)")
        }
    }

    /// Takes the line away.
    func finish() {
        state.withLockedValue { state in
            if state.isShown { Self.draw("") }
            state.isShown = false
        }
    }

    enum Unit {
        case bytes, items
    }

    static func line(_ label: String, _ done: Int64, _ total: Int64?, _ unit: Unit) -> String {
        guard let total, total > 0 else { return "\(label)  \(text(done, unit))" }
        let part = min(1, Double(done) / Double(total))
        let filled = Int(part * Double(width))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        return "\(label)  \(bar) \(Int(part * 100)) %  \(text(done, unit)) of \(text(total, unit))"
    }

    private static func text(_ amount: Int64, _ unit: Unit) -> String {
        switch unit {
        case .items: "\(amount)"
        case .bytes where amount < 1 << 10: "\(amount) B"
        case .bytes where amount < 1 << 20: "\(amount >> 10) KiB"
        case .bytes: String(format: "%.1f MiB", Double(amount) / Double(1 << 20))
        }
    }

    /// Returns to the line's beginning, writes, and clears what is left of the one before.
    private static func draw(_ line: String) {
        FileHandle.standardError.write(Data("\r\(line)\u{1B}[K".utf8))
    }
}
