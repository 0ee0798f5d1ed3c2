import DequeModule
import NIOConcurrencyHelpers

/// A bounded read-through cache. Concurrent misses of a key load it once; an entry dies at its age or when a commit
/// changed what it shows, and a load that such a commit overtook is answered but not kept.
final class TTLCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    enum Lookup: Sendable {
        case hit, miss
    }

    private struct Entry {
        let value: Value
        let loadedAt: ContinuousClock.Instant
    }

    private enum Action {
        case use(Value)
        case wait(Load)
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        /// Keys in order of their loading; one that was invalidated meanwhile is skipped when its turn comes.
        var order: Deque<Key> = []
        var loads: [Key: Load] = [:]
    }

    private final class Load: Sendable {
        let task: Task<Value, any Error>
        init(_ task: Task<Value, any Error>) { self.task = task }
    }

    private let state = NIOLockedValueBox(State())
    private let ttl: Duration
    private let capacity: Int
    private let clock = ContinuousClock()

    init(ttl: Duration, capacity: Int) {
        self.ttl = ttl
        self.capacity = max(1, capacity)
    }

    /// The value for `key`, loaded if need be.
    func value(
        for key: Key,
        load: @escaping @Sendable () async throws -> Value
    ) async throws -> (value: Value, lookup: Lookup) {
        let now = clock.now
        let action: Action = state.withLockedValue { state in
            if let entry = state.entries[key], now - entry.loadedAt < ttl { return .use(entry.value) }
            if let running = state.loads[key] { return .wait(running) }
            let started = Load(Task { try await load() })
            state.loads[key] = started
            return .wait(started)
        }
        switch action {
        case .use(let value): return (value, .hit)
        case .wait(let load):
            do {
                let value = try await load.task.value
                finish(load, key, value)
                return (value, .miss)
            } catch {
                finish(load, key, nil)
                throw error
            }
        }
    }

    func invalidate(_ key: Key) {
        state.withLockedValue { state in
            state.entries[key] = nil
            state.loads[key] = nil
        }
    }

    func invalidate(where matches: (Key) -> Bool) {
        state.withLockedValue { state in
            state.entries = state.entries.filter { !matches($0.key) }
            state.loads = state.loads.filter { !matches($0.key) }
        }
    }

    var count: Int { state.withLockedValue { $0.entries.count } }

    /// The first of those who waited keeps the value, unless the load was overtaken.
    private func finish(_ load: Load, _ key: Key, _ value: Value?) {
        let now = clock.now
        state.withLockedValue { state in
            guard state.loads[key] === load else { return }
            state.loads[key] = nil
            guard let value else { return }
            state.entries[key] = Entry(value: value, loadedAt: now)
            state.order.append(key)
            while state.entries.count > capacity || state.order.count > 2 * capacity {
                guard let oldest = state.order.popFirst() else { break }
                state.entries[oldest] = nil
            }
        }
    }
}
