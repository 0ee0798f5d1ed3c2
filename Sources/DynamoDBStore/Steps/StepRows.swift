import DynamoDB
import Sync

/// What a step finds when it asks for a row.
enum Lookup {
    /// A commit under way writes or checks it.
    case locked(by: CommitID)
    /// A commit that is being put together has it: as it would leave it.
    case forming(CommitID, Item?)
    case known(Row?)
    /// Remembered, but other instances write it too: a look at it costs far less than a commit that is refused.
    case doubtful(Row?)
    /// Nobody here has read it, or too long ago.
    case unknown
}

/// What a step finds when it asks for a range.
enum RangeLookup {
    case locked(by: CommitID)
    case known([FoundRow])
    case unknown
}

/// Where the rows of a run come from.
protocol RowSource {
    func row(_ key: RowKey) -> Lookup
    func range(_ key: RangeKey) -> RangeLookup
    /// Rows of the partition that commits being put together write.
    func forming(_ place: PartitionKey) -> [(commit: CommitID, key: RowKey, item: Item?)]
}

typealias CommitID = Int

/// The rows of one run of a step: what it read, on what grounds, and what it writes.
///
/// A single row that is not known is taken for absent, so that one run finds all that must be fetched. Whether the run counts is
/// decided by `Committer` when it is over.
final class StepRows {
    enum Write {
        case put(Item)
        case delete

        var item: Item? {
            if case .put(let item) = self { item } else { nil }
        }
    }

    /// What the commit must find in the table, for a row that was read from there.
    enum Base {
        case absent
        case commit(String)
        /// Taken for absent without having looked.
        case presumedAbsent
    }

    private let source: any RowSource
    private(set) var bases: [RowKey: Base] = [:]
    private(set) var writes: [RowKey: Write] = [:]
    /// Rows whose condition is part of the commit though nothing is written to them.
    private(set) var checks: Set<RowKey> = []
    private(set) var missing: Set<RowKey> = []
    private(set) var missingRanges: Set<RangeKey> = []
    /// Whether one of the rows that are remembered is likely to be old.
    private(set) var isDoubtful = false
    /// Commits being put together that this run builds on.
    private(set) var groups: Set<CommitID> = []
    private(set) var blockedBy: CommitID?
    private var seen: [RowKey: Item?] = [:]

    init(_ source: any RowSource) {
        self.source = source
    }

    /// `optimistically`: a row that is most likely not there is not fetched first, if the commit then writes it under the
    /// condition that it is not.
    ///
    /// Throws `RowsAreMissing` where absence would be a poor guess.
    func read(_ key: RowKey, optimistically: Bool = false) throws -> Item? {
        if let write = writes[key] { return write.item }
        if let item = seen[key] { return item }
        let item: Item?
        switch source.row(key) {
        case .locked(let commit):
            blockedBy = blockedBy ?? commit
            item = nil
        case .forming(let commit, let current):
            groups.insert(commit)
            item = current
        case .known(let row):
            bases[key] = row.map { .commit($0.commit) } ?? .absent
            item = row?.item
        case .doubtful(let row):
            bases[key] = row.map { .commit($0.commit) } ?? .absent
            missing.insert(key)
            isDoubtful = true
            item = row?.item
        case .unknown:
            bases[key] = .presumedAbsent
            if !optimistically || key.table.isReference { missing.insert(key) }
            if key.table.isReference { throw RowsAreMissing() }
            item = nil
        }
        seen[key] = .some(item)
        return item
    }

    /// Writes a row that was read, under the condition that it is as it was read.
    func write(_ key: RowKey, _ item: Item?) throws {
        _ = try read(key, optimistically: true)
        writes[key] = item.map { .put($0) } ?? .delete
    }

    /// Writes a row that nobody writes but with another one, whose condition guards both; or one with a name of its own.
    func writeBlindly(_ key: RowKey, _ item: Item?) {
        switch source.row(key) {
        case .locked(let commit): blockedBy = blockedBy ?? commit
        case .forming(let commit, _): groups.insert(commit)
        case .known, .doubtful, .unknown: break
        }
        writes[key] = item.map { .put($0) } ?? .delete
    }

    /// The row as it was before this step.
    func before(_ key: RowKey) throws -> Item? {
        _ = try read(key, optimistically: true)
        return seen[key] ?? nil
    }

    /// Puts the condition that the row is as it was read into the commit.
    func check(_ key: RowKey) { checks.insert(key) }

    /// Rows that were there when this instance saw them last, and that are a condition of the commit.
    var remembered: [RowKey] {
        bases.compactMap { key, base in
            if case .commit = base, conditions(key) { key } else { nil }
        }
    }

    /// Asks for the row anew: what is remembered of it is known to be old.
    func refresh(_ key: RowKey) { missing.insert(key) }

    /// Rows in the order of their sort key, after `after` and up to `through`, at most `limit`, with what the step itself
    /// has written.
    ///
    /// `isLikelyEmpty`: while it is not known it is taken for empty, so that one run finds all that must be fetched.
    ///
    /// Throws `RowsAreMissing` for another one that must be fetched first: an empty range would be a poor guess.
    func range(
        _ place: PartitionKey,
        after: String? = nil,
        through: String? = nil,
        limit: Int = .max,
        isLikelyEmpty: Bool = false
    ) throws -> [(key: RowKey, item: Item)] {
        var asked = limit == .max ? Int.max : limit
        while true {
            let key = RangeKey(place: place, after: after, through: through, limit: asked)
            var found: [FoundRow] = []
            switch source.range(key) {
            case .locked(let commit): blockedBy = blockedBy ?? commit
            case .known(let rows): found = rows
            case .unknown:
                missingRanges.insert(key)
                if !isLikelyEmpty { throw RowsAreMissing() }
            }
            let rows = merge(found, place, after: after, through: through, isCut: found.count >= asked)
            if rows.count >= limit { return Array(rows.prefix(limit)) }
            if found.count < asked { return rows }
            // The step itself has deleted some of these: there may be more behind them.
            asked = asked * 2 + 100
        }
    }

    /// Asks for ranges that the step is about to read whole, so that they are fetched at once.
    func prepare(_ places: [PartitionKey]) throws {
        for place in places {
            let key = RangeKey(place: place, after: nil, through: nil, limit: .max)
            if case .unknown = source.range(key) { missingRanges.insert(key) }
        }
        if !missingRanges.isEmpty { throw RowsAreMissing() }
    }

    struct RowsAreMissing: Error {}

    private func merge(
        _ found: [FoundRow],
        _ place: PartitionKey,
        after: String?,
        through: String?,
        isCut: Bool
    ) -> [(key: RowKey, item: Item)] {
        // Behind the last row of a range that was cut off, nobody knows what else there is.
        let end = isCut ? found.last?.key.sort : through
        func isInside(_ key: RowKey) -> Bool {
            key.place == place && (after.map { Self.precedes($0, key.sort) } ?? true)
                && (end.map { !Self.precedes($0, key.sort) } ?? true)
        }
        var items: [RowKey: Item] = [:]
        for row in found {
            if seen[row.key] == nil {
                seen[row.key] = .some(row.row.item)
                bases[row.key] = .commit(row.row.commit)
            }
            items[row.key] = seen[row.key] ?? nil
        }
        for (commit, key, item) in source.forming(place) where isInside(key) {
            groups.insert(commit)
            seen[key] = .some(item)
            bases[key] = nil
            items[key] = item
        }
        for (key, write) in writes where isInside(key) { items[key] = write.item }
        return items.map { (key: $0.key, item: $0.value) }.sorted { Self.precedes($0.key.sort, $1.key.sort) }
    }

    /// The order of DynamoDB: by the bytes of UTF-8.
    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
