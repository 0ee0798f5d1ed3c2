import Inventory
import Logging
import NIOConcurrencyHelpers

/// Runs rounds of one kind of work for one channel, one after the other: at once while there is progress, after a growing
/// delay when it fails, and otherwise when it is woken or the next thing is due.
final class ChannelLoop: Sendable {
    private let name: String
    private let clock: any WallClock
    private let logger: Logger
    private let round: @Sendable (_ failures: Int) async throws -> RoundResult
    private let failed: @Sendable () -> Void

    /// Rounds begin no closer together than this. The first change after a rest is told at once; in a rush more changes
    /// share a round, which costs each of them less than the wait is worth.
    private static let pace: Duration = .milliseconds(5)

    private let wakes: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    /// Until when the loop sleeps by itself; nil while it works, or sleeps until it is woken.
    private let sleepsUntil = NIOLockedValueBox<Timestamp?>(nil)

    /// Whether `run` has returned: a loop whose channel was paused does not begin again.
    private let hasEnded = NIOLockedValueBox(false)

    var isOver: Bool { hasEnded.withLockedValue { $0 } }

    /// `failed` is told of every round that fails.
    init(
        _ name: String,
        clock: any WallClock,
        logger: Logger,
        failed: @escaping @Sendable () -> Void = {},
        round: @escaping @Sendable (_ failures: Int) async throws -> RoundResult
    ) {
        self.name = name
        self.clock = clock
        self.logger = logger
        self.failed = failed
        self.round = round
        (wakes, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Something new is there. Cheap; from any thread.
    func wake() { signal.yield() }

    /// Something new is due at `moment`: no reason to wake a loop that gets up earlier.
    func wake(at moment: Timestamp) {
        if let until = sleepsUntil.withLockedValue({ $0 }), until <= moment { return }
        signal.yield()
    }

    /// Ends `run` once nothing is due any more.
    func drain() { signal.finish() }

    /// Works until cancelled, drained or paused.
    func run() async {
        defer { hasEnded.withLockedValue { $0 = true } }
        var failures = 0
        var wakes = wakes.makeAsyncIterator()
        while !Task.isCancelled {
            let began = clock.now
            switch await result(failures) {
            case nil, .paused: return
            case .progress:
                failures = 0
                let left = Self.pace - .milliseconds(clock.now.milliseconds(since: began))
                if left > .zero {
                    do { try await clock.sleep(for: left) } catch { return }
                }
            case .failed(let asked, let reason):
                failures += 1
                failed()
                let delay = Backoff.delay(afterFailures: failures, asked: asked)
                logger.warning(
                    "A channel cannot be reached; what waits for it goes on waiting",
                    metadata: [
                        "work": "\(name)", "reason": "\(reason)", "failures": "\(failures)", "delay": "\(delay)",
                    ]
                )
                do { try await clock.sleep(for: delay) } catch { return }
            case .idle(let until):
                failures = 0
                guard await waitForWork(&wakes, until: until) else { return }
            }
        }
    }

    /// Nil when cancelled.
    private func result(_ failures: Int) async -> RoundResult? {
        do {
            return try await round(failures)
        } catch is CancellationError {
            return nil
        } catch {
            logger.error("A round of work failed", metadata: ["work": "\(name)", "error": "\(error)"])
            return .failed(retryAfter: nil, reason: "the store could not be used")
        }
    }

    /// False when drained: nothing more will come.
    private func waitForWork(_ wakes: inout AsyncStream<Void>.Iterator, until: Timestamp?) async -> Bool {
        guard let until else { return await wakes.next() != nil }
        sleepsUntil.withLockedValue { $0 = until }
        defer { sleepsUntil.withLockedValue { $0 = nil } }
        let (signal, clock) = (signal, clock)
        let delay = Duration.milliseconds(until.milliseconds(since: clock.now) + 1)
        let alarm = Task {
            // Cancelled when work came first; then nobody needs the alarm.
            do { try await clock.sleep(for: delay) } catch { return }
            signal.yield()
        }
        defer { alarm.cancel() }
        return await wakes.next() != nil
    }
}
