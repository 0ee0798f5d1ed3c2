import NIOConcurrencyHelpers

/// What other threads ask of the loop, and the count of what it has accepted.
final class Inbox: Sendable {
    enum Command: Sendable {
        case start(Transfer)
        case cancel(TransferID)
        /// End when nothing is left to do, or at this instant.
        case stop(by: ContinuousClock.Instant)
    }

    private struct State {
        var commands: [Command] = []
        var nextID: UInt64 = 0
        /// Transfers that were accepted and have no outcome yet.
        var accepted = 0
        var isAccepting = true
        var isClosed = false
    }

    private let state = NIOLockedValueBox(State())
    private let multi: MultiHandle
    private let capacity: Int

    /// - Parameter capacity: how many transfers may be accepted and without outcome at one time.
    init(multi: MultiHandle, capacity: Int) {
        self.multi = multi
        self.capacity = capacity
    }

    func makeID() -> TransferID {
        state.withLockedValue {
            $0.nextID += 1
            return TransferID(value: $0.nextID)
        }
    }

    /// Hands the transfer to the loop.
    ///
    /// - Returns: why it was refused, if it was. Only then its continuation remains the caller's to resume.
    func start(_ transfer: Transfer) -> CurlError? {
        state.withLockedValue { state in
            guard state.isAccepting else {
                return CurlError(.shutDown, "\(transfer.prepared.label): the client is shut down")
            }
            guard state.accepted < capacity else {
                return CurlError(
                    .overloaded,
                    "\(transfer.prepared.label): \(capacity) requests are under way or waiting"
                )
            }
            state.accepted += 1
            post(.start(transfer), in: &state)
            return nil
        }
    }

    /// Without effect if the transfer is not there, or not any more.
    func cancel(_ id: TransferID) {
        state.withLockedValue { post(.cancel(id), in: &$0) }
    }

    /// Refuses further transfers and has the loop end.
    func stop(by deadline: ContinuousClock.Instant) {
        state.withLockedValue { state in
            state.isAccepting = false
            post(.stop(by: deadline), in: &state)
        }
    }

    /// Moves all commands into the array, in the order in which they were given. For the loop only.
    func drain(into commands: inout [Command]) {
        commands.removeAll(keepingCapacity: true)
        state.withLockedValue { swap(&$0.commands, &commands) }
    }

    /// Makes room: an accepted transfer has its outcome. For the loop only.
    func release() {
        state.withLockedValue { $0.accepted -= 1 }
    }

    /// From here on nothing is posted and nobody wakes the multi handle. For the loop only.
    func close() {
        state.withLockedValue { state in
            state.isClosed = true
            state.commands = []
        }
    }

    /// Posts and wakes under the one lock, so that no wake-up can come after ``close()``. One wake-up is enough for all
    /// commands that the loop drains together.
    private func post(_ command: Command, in state: inout State) {
        guard !state.isClosed else { return }
        let isFirst = state.commands.isEmpty
        state.commands.append(command)
        if isFirst { multi.wakeup() }
    }
}
