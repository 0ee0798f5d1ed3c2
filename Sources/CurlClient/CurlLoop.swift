import Glibc

/// The one thread's work: takes commands, lets transfers begin as there is room, performs them, tells their outcome.
///
/// Not Sendable: made, run and ended on the loop's thread.
final class CurlLoop {
    private struct Running {
        let transfer: Transfer
        let easy: EasyHandle
        let started: ContinuousClock.Instant
    }

    /// Easy handles are worth keeping for the buffers that they hold, up to a point.
    private static let maxIdleHandles = 16

    /// When there is nothing to wait for but a wake-up.
    private static let longestWait = Duration.seconds(24 * 3600)

    private let inbox: Inbox
    private let multi: MultiHandle
    private let configuration: CurlClient.Configuration
    private let clock = ContinuousClock()

    private var commands: [Inbox.Command] = []
    private var admission: Admission
    private var waiting: [TransferID: Transfer] = [:]
    private var running: [TransferID: Running] = [:]
    private var idOfHandle: [UnsafeMutableRawPointer: TransferID] = [:]
    private var idleHandles: [EasyHandle] = []
    private var stopDeadline: ContinuousClock.Instant?

    init(inbox: Inbox, multi: MultiHandle, configuration: CurlClient.Configuration) {
        self.inbox = inbox
        self.multi = multi
        self.configuration = configuration
        admission = Admission(
            maxInFlight: configuration.maxInFlight,
            maxInFlightPerOrigin: configuration.maxInFlightPerOrigin
        )
    }

    /// Returns after a `stop` command, when nothing is left to do or its time is up. Every transfer has its outcome then.
    func run() {
        while !isDone {
            inbox.drain(into: &commands)
            for command in commands { take(command) }
            failOverdue()
            do throws(CurlError) {
                try performTransfers()
                if !isDone { try multi.poll(upTo: timeToNextDeadline) }
            } catch {
                // Out of memory or the like. Nobody is left waiting for what may never go on, and the loop does not spin.
                for id in Array(running.keys) { abort(id, error.kind, error.message) }
                usleep(10_000)
            }
        }
        for id in Array(waiting.keys) { dropWaiting(id, .shutDown, "the client was shut down") }
        for id in Array(running.keys) { abort(id, .shutDown, "the client was shut down") }
        inbox.close()
        idleHandles = []
        multi.close()
    }

    private var isDone: Bool {
        guard let stopDeadline else { return false }
        return admission.isIdle || stopDeadline <= clock.now
    }

    private var timeToNextDeadline: Duration {
        let deadlines = [admission.earliestDeadline, stopDeadline].compactMap(\.self)
        guard let next = deadlines.min() else { return Self.longestWait }
        return min(max(clock.now.duration(to: next), .zero), Self.longestWait)
    }

    private func take(_ command: Inbox.Command) {
        switch command {
        case .start(let transfer):
            waiting[transfer.id] = transfer
            admission.enqueue(transfer.id, origin: transfer.prepared.origin, deadline: transfer.prepared.deadline)
        case .cancel(let id):
            dropWaiting(id, .cancelled, "the sending task was cancelled")
            abort(id, .cancelled, "the sending task was cancelled")
        case .stop(let deadline):
            stopDeadline = stopDeadline.map { min($0, deadline) } ?? deadline
        }
    }

    private func performTransfers() throws(CurlError) {
        _ = startAdmitted()
        repeat {
            try multi.perform()
            while let (handle, code) = multi.nextFinished() { tellFinished(handle, code) }
        } while startAdmitted()
    }
}

// MARK: - The ways of a transfer

extension CurlLoop {
    /// Whether any began.
    private func startAdmitted() -> Bool {
        var hasStarted = false
        while let id = admission.startNext() {
            guard let transfer = waiting.removeValue(forKey: id) else { continue }
            start(transfer)
            hasStarted = true
        }
        return hasStarted
    }

    private func start(_ transfer: Transfer) {
        let now = clock.now
        // What is overdue was taken out a moment ago; zero would mean no limit.
        let remaining = max(now.duration(to: transfer.prepared.deadline), .milliseconds(1))
        do throws(CurlError) {
            let easy = if let idle = idleHandles.popLast() { idle } else { try EasyHandle() }
            try easy.prepare(transfer.prepared, configuration: configuration, remaining: remaining)
            try multi.add(easy)
            running[transfer.id] = Running(transfer: transfer, easy: easy, started: now)
            idOfHandle[easy.raw] = transfer.id
        } catch {
            admission.finish(origin: transfer.prepared.origin)
            tell(transfer, .failure(error))
        }
    }

    private func tellFinished(_ handle: UnsafeMutableRawPointer, _ code: CurlCode) {
        guard let id = idOfHandle[handle], let ended = running[id] else { return }
        let outcome = ended.easy.outcome(code, of: ended.transfer.prepared, started: ended.started)
        end(ended)
        tell(ended.transfer, outcome)
    }

    /// Ends a transfer in flight; without effect on any other.
    private func abort(_ id: TransferID, _ kind: CurlError.Kind, _ reason: String) {
        guard let aborted = running[id] else { return }
        let mayHaveBeenSent = aborted.easy.hasBegunToSend
        end(aborted)
        let message = "\(aborted.transfer.prepared.label): \(reason)"
        tell(aborted.transfer, .failure(CurlError(kind, message, mayHaveBeenSent: mayHaveBeenSent)))
    }

    /// Ends a transfer that waits for its turn; without effect on any other.
    private func dropWaiting(_ id: TransferID, _ kind: CurlError.Kind, _ reason: String) {
        guard let dropped = waiting.removeValue(forKey: id) else { return }
        admission.removeWaiting(id)
        tell(dropped, .failure(CurlError(kind, "\(dropped.prepared.label): \(reason)")))
    }

    private func failOverdue() {
        for id in admission.overdue(at: clock.now) {
            dropWaiting(id, .timedOut, "timed out while waiting for its turn")
        }
    }

    private func end(_ ended: Running) {
        running[ended.transfer.id] = nil
        idOfHandle[ended.easy.raw] = nil
        admission.finish(origin: ended.transfer.prepared.origin)
        do throws(CurlError) {
            try multi.remove(ended.easy)
        } catch {
            // Its end takes the handle out of the multi handle by itself; it is only not used again.
            return
        }
        ended.easy.reset()
        if idleHandles.count < Self.maxIdleHandles { idleHandles.append(ended.easy) }
    }

    /// The room is free before the caller can ask for it.
    private func tell(_ transfer: Transfer, _ outcome: Outcome) {
        inbox.release()
        transfer.continuation.resume(returning: outcome)
    }
}
