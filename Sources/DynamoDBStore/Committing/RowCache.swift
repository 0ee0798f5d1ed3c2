import Sync

/// Rows that this instance has read or written, as it saw them last. Every commit is on the condition that they still are
/// so: a row that is old here costs a second attempt, never a wrong count.
struct RowCache {
    struct Entry {
        let row: Row?
        /// Which of our commits it is as of.
        let commit: UInt64
        let readAt: ContinuousClock.Instant
        /// Whether another instance wrote it between the last two looks at it: then it is likely to do so again.
        var isContested = false
    }

    /// Two generations: what was not asked for during one of them is dropped.
    private var young: [RowKey: Entry] = [:]
    private var old: [RowKey: Entry] = [:]
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    mutating func entry(_ key: RowKey) -> Entry? {
        if let entry = young[key] { return entry }
        guard let entry = old[key] else { return nil }
        set(key, entry)
        return entry
    }

    mutating func set(_ key: RowKey, _ entry: Entry) {
        if young.count >= limit {
            old = young
            young = [:]
        }
        young[key] = entry
    }

    mutating func forget(_ key: RowKey) {
        young[key] = nil
        old[key] = nil
    }
}
