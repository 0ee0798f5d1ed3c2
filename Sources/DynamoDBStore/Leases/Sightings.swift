import NIOConcurrencyHelpers

/// Since when rows have been seen unchanged.
final class Sightings: Sendable {
    private struct Sighting {
        let commit: String
        let since: ContinuousClock.Instant
    }

    private let time: PassingTime
    private let seen = NIOLockedValueBox<[RowKey: Sighting]>([:])

    init(time: PassingTime) {
        self.time = time
    }

    func age(of key: RowKey, _ row: Row) -> Duration {
        let now = time.now()
        return seen.withLockedValue { seen in
            if let before = seen[key], before.commit == row.commit { return before.since.duration(to: now) }
            seen[key] = Sighting(commit: row.commit, since: now)
            return .zero
        }
    }

    func forget(allBut rows: [RowKey: Row]) {
        seen.withLockedValue { seen in seen = seen.filter { rows[$0.key] != nil } }
    }
}
