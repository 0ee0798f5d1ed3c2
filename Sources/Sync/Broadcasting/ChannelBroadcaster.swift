import CoreMetrics
import Inventory
import Logging
import NIOConcurrencyHelpers

/// Tells one channel its counts: one batch under way at a time, computed when it is sent, so that bursts coalesce and
/// nothing old is ever sent after something new.
final class ChannelBroadcaster: Sendable {
    let entry: DirectoryEntry
    let gateway: any ChannelGateway
    let ledger: BroadcastLedger
    let store: any Store
    let clock: any WallClock
    let board: ChannelStatusBoard
    let newID: @Sendable (Timestamp) -> String
    let metrics: BroadcastMetrics
    let logger: Logger

    private let wakes: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    /// A sweep may be waiting: true at the start, for one may have been asked for before a restart.
    private let sweepMayWait = NIOLockedValueBox(true)

    init(
        entry: DirectoryEntry,
        gateway: any ChannelGateway,
        store: any Store,
        settings: SyncSettings,
        clock: any WallClock,
        board: ChannelStatusBoard,
        newID: @escaping @Sendable (Timestamp) -> String,
        logger: Logger
    ) {
        self.entry = entry
        self.gateway = gateway
        self.store = store
        self.clock = clock
        self.board = board
        self.newID = newID
        var logger = logger
        logger[metadataKey: "tenant"] = "\(entry.tenant)"
        logger[metadataKey: "channel"] = "\(entry.channel.channelId)"
        self.logger = logger
        metrics = BroadcastMetrics(channel: entry.channel.channelId)
        ledger = BroadcastLedger(
            store: store,
            settings: settings,
            tenant: entry.tenant,
            channelId: entry.channel.channelId
        )
        (wakes, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Something became dirty, or a sweep was asked for. Cheap; from any thread.
    func wake(forSweep: Bool = false) {
        if forSweep { sweepMayWait.withLockedValue { $0 = true } }
        signal.yield()
    }

    /// Marks the next SKUs of a sweep dirty; false when none waits.
    func expandSweep() async throws -> Bool {
        guard sweepMayWait.withLockedValue({ $0 }) else { return false }
        // Lowered before the look, so that one asked for meanwhile is not missed.
        sweepMayWait.withLockedValue { $0 = false }
        let channelId = entry.channel.channelId
        let isMoreLeft = try await store.write(entry.tenant) { tx in
            try tx.expandSweep(of: channelId, limit: Self.sweepStep)
        }
        if isMoreLeft { sweepMayWait.withLockedValue { $0 = true } }
        return isMoreLeft
    }

    private static let sweepStep = 1000

    /// Ends `run` once nothing is due any more.
    func drain() { signal.finish() }

    /// Works until cancelled, or until drained.
    func run() async {
        var failures = 0
        var wakes = wakes.makeAsyncIterator()
        while !Task.isCancelled {
            let result: RoundResult
            do {
                result = try await round(failures: failures)
            } catch is CancellationError {
                return
            } catch {
                logger.error("A round of broadcasting failed", metadata: ["error": "\(error)"])
                result = .failed(retryAfter: nil, reason: "the store could not be used")
            }
            switch result {
            case .progress: failures = 0
            case .failed(let asked, let reason):
                failures += 1
                metrics.retries.increment()
                let delay = Backoff.delay(afterFailures: failures, asked: asked)
                logger.warning(
                    "A channel could not be told; its counts wait",
                    metadata: ["reason": "\(reason)", "failures": "\(failures)", "delay": "\(delay)"]
                )
                do { try await Task.sleep(for: delay) } catch { return }
            case .paused: return
            case .idle(let until):
                guard await waitForWork(&wakes, until: until) else { return }
            }
        }
    }

    /// False when drained: nothing more will come.
    private func waitForWork(
        _ wakes: inout AsyncStream<Void>.Iterator,
        until: Timestamp?
    ) async -> Bool {
        guard let until else { return await wakes.next() != nil }
        let signal = signal
        let delay = Duration.milliseconds(until.milliseconds(since: clock.now) + 1)
        let alarm = Task {
            // Cancelled when work came first; then nobody needs the alarm.
            do { try await Task.sleep(for: delay) } catch { return }
            signal.yield()
        }
        defer { alarm.cancel() }
        return await wakes.next() != nil
    }
}

enum RoundResult: Equatable {
    case progress
    /// Nothing is due before `until`, or before something becomes dirty.
    case idle(until: Timestamp?)
    case failed(retryAfter: Duration?, reason: String)
    /// The channel refuses us: a person must act.
    case paused
}
