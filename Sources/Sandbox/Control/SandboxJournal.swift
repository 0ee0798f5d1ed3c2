import NIOConcurrencyHelpers

/// What happened in a shop, for whoever asks later: the last ten thousand events, numbered from 1.
final class SandboxJournal: Sendable {
    static let capacity = 10_000

    private struct State: Sendable {
        var events: [JSONValue] = []
        /// The number of the first that is kept.
        var first: Int64 = 1
    }

    private let state = NIOLockedValueBox(State())

    func add(_ event: SandboxEvent) {
        let json = event.json
        state.withLockedValue { state in
            state.events.append(json)
            // Dropped by the half: each costs little then.
            guard state.events.count >= 2 * Self.capacity else { return }
            state.events.removeFirst(Self.capacity)
            state.first += Int64(Self.capacity)
        }
    }

    /// Those after the number, and the number of the last one.
    func events(after number: Int64) -> JSONValue {
        state.withLockedValue { state in
            let skipped = min(max(0, number - state.first + 1), Int64(state.events.count))
            return [
                "events": .array(Array(state.events.dropFirst(Int(skipped)).suffix(Self.capacity))),
                "last": .integer(state.first + Int64(state.events.count) - 1),
            ]
        }
    }
}
