import DynamoDB

/// What the committer remembers: rows, and which of them commits under way hold. Touched by the committer alone.
final class CommitterMemory {
    var cache: RowCache
    /// Commits being put together.
    var forming: [CommitGroup] = []
    /// Rows of commits under way.
    var locks: [RowKey: CommitID] = [:]
    var lockedPlaces: [PartitionKey: [CommitID]] = [:]
    /// How many of our commits there were: tells which of two readings of a row is the later one.
    var commits: UInt64 = 0
    /// Our last commit in each partition that a range may be read of.
    var lastCommits: [PartitionKey: UInt64] = [:]

    let time: PassingTime

    private static let cachedRows = 50_000

    init(time: PassingTime) {
        self.time = time
        cache = RowCache(limit: Self.cachedRows)
    }

    func remember(_ key: RowKey, _ row: Row?, asOf commit: UInt64) {
        let known = cache.entry(key)
        if let known, known.commit > commit { return }
        let isContested = known.map { $0.row?.commit != row?.commit } ?? false
        cache.set(key, RowCache.Entry(row: row, commit: commit, readAt: time.now(), isContested: isContested))
    }

    func hold(_ group: CommitGroup) {
        for key in group.keys { locks[key] = group.id }
        for place in group.places { lockedPlaces[place, default: []].append(group.id) }
    }

    func release(_ group: CommitGroup) {
        for key in group.keys { locks[key] = nil }
        for place in group.places {
            lockedPlaces[place]?.removeAll { $0 == group.id }
            if lockedPlaces[place]?.isEmpty == true { lockedPlaces[place] = nil }
        }
    }

    /// What the commit has left of its rows.
    func take(_ group: CommitGroup) {
        commits += 1
        for (key, write) in group.writes {
            let row = write.item.map { Row(item: $0, commit: group.name) }
            let isContested = cache.entry(key)?.isContested ?? false
            cache.set(key, RowCache.Entry(row: row, commit: commits, readAt: time.now(), isContested: isContested))
        }
        if lastCommits.count > Self.cachedRows { lastCommits = [:] }
        for place in group.places { lastCommits[place] = commits }
    }
}

/// What a step sees: the commits being put together before it, then what is remembered.
struct StepSource: RowSource {
    let memory: CommitterMemory
    let step: Step

    /// How long rows of reference may be taken from memory.
    private static let referenceLife = Duration.seconds(2)
    /// How long a row that other instances write too is taken for what it was.
    private static let contestedLife = Duration.milliseconds(20)

    func row(_ key: RowKey) -> Lookup {
        if let commit = memory.locks[key] { return .locked(by: commit) }
        let entry = memory.cache.entry(key)
        for group in memory.forming where group.bases[key] != nil || group.writes[key] != nil {
            return .forming(group.id, group.item(key, else: entry?.row))
        }
        guard let entry else { return .unknown }
        if step.fresh.contains(key) { return .known(entry.row) }
        let age = memory.time.since(entry.readAt)
        if key.table.isReference { return age > Self.referenceLife ? .unknown : .known(entry.row) }
        return entry.isContested && age > Self.contestedLife ? .doubtful(entry.row) : .known(entry.row)
    }

    func range(_ key: RangeKey) -> RangeLookup {
        if let commit = memory.lockedPlaces[key.place]?.first { return .locked(by: commit) }
        return step.ranges[key].map { .known($0) } ?? .unknown
    }

    func forming(_ place: PartitionKey) -> [(commit: CommitID, key: RowKey, item: Item?)] {
        memory.forming.flatMap { group in
            group.writes.filter { $0.key.place == place }.map { (group.id, $0.key, $0.value.item) }
        }
    }
}
