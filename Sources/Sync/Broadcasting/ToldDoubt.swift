import Inventory
import NIOConcurrencyHelpers

/// Whether an `http` channel may have been told something that it never acknowledged to us: a reply was lost, or a
/// process that ended lost one. Nobody knows of which counts. Until nothing of what was dirty then is left to tell, all
/// that is dirty is told, even what seems to stand there already, but for what has been acknowledged since.
///
/// No clock is asked: ours may have been set back since, and that of the process before was another.
package final class ToldDoubt: Sendable {
    private struct State {
        /// How often a doubt has arisen; at the start, for nobody knows how the process before this one ended.
        var arisen = 1
        var ended = 0
        /// Batches acknowledged since, as long as they are few.
        var acknowledged: Set<String> = []
    }

    private static let acknowledgedKept = 4096

    private let state = NIOLockedValueBox(State())

    package init() {}

    /// How often it has arisen until now: to be asked before one looks at what is dirty.
    var arisen: Int { state.withLockedValue(\.arisen) }

    /// Whether the channel may show another count of this than what it acknowledged last. An item that was refused waits
    /// by itself, and nobody knows until when.
    func holds(of candidate: BroadcastCandidate) -> Bool {
        if candidate.mark.attempts > 0 { return true }
        return state.withLockedValue { state in
            state.ended < state.arisen
                && !(candidate.item?.lastTold.map { state.acknowledged.contains($0.txId) } ?? false)
        }
    }

    /// The reply to a batch is missing, or said nothing of some of it.
    func arise() {
        state.withLockedValue { state in
            state.arisen += 1
            state.acknowledged = []
        }
    }

    /// What became of a batch is known and written down.
    func acknowledge(_ txId: String) {
        state.withLockedValue { state in
            guard state.ended < state.arisen, state.acknowledged.count < Self.acknowledgedKept else { return }
            state.acknowledged.insert(txId)
        }
    }

    /// Nothing is left to be told now of what was dirty when it had arisen so often.
    func end(_ times: Int) {
        state.withLockedValue { state in
            state.ended = max(state.ended, times)
            if state.ended == state.arisen { state.acknowledged = [] }
        }
    }
}
