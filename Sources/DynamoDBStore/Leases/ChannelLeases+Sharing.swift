import DynamoDB
import NIOConcurrencyHelpers
import Sync

/// How channels are shared among instances.
struct Spreading: Sendable {
    var announcedAt: ContinuousClock.Instant?
    /// The row by which the others know of this instance.
    var announcement: String?
    /// The instances that work for channels, this one included.
    var instances: Set<String> = []
    /// Since when a lease has been seen without an owner.
    var freeSince: [RowKey: ContinuousClock.Instant] = [:]
    /// Channels that were let go of and that none of these instances took.
    var unwanted: Set<RowKey> = []
}

extension ChannelLeases {
    /// Says that this instance takes its share.
    func announce() async throws {
        let last = spreading.withLockedValue { $0.announcedAt }
        guard last.map({ time.since($0) > times.renewal }) ?? true else { return }
        let key = LeaseRow.instance(owner)
        let commit = CommitName.once()
        try await table.reader.client.put(
            Item().named(commit).with(key),
            in: key.itemKey(prefix: table.reader.prefix).table
        )
        spreading.withLockedValue { spreading in
            spreading.announcedAt = time.now()
            spreading.announcement = commit
        }
    }

    /// Says that this instance takes no share any more.
    func takeLeave() async throws {
        guard let commit = spreading.withLockedValue({ $0.announcement }) else { return }
        try await table.remove(LeaseRow.instance(owner), Row(item: [:], commit: commit))
    }

    /// Takes away what dead instances have left: work that one was at, which may go on elsewhere then, and its own row.
    func clear(_ rows: [RowKey: Row]) async throws {
        for (key, row) in rows.sorted(by: { $0.key.sort < $1.key.sort }) {
            switch LeaseRow.kind(key) {
            case .channel: continue
            case .work, .instance: if table.age(of: key, row) > times.life { try await table.remove(key, row) }
            }
        }
    }

    /// Takes what is free and lets go of what is too much, so that each instance comes to have its share.
    func share(_ keys: Set<RowKey>, _ rows: [RowKey: Row], free: [RowKey]) async throws {
        let instances = Set(
            rows.filter { LeaseRow.kind($0.key) == .instance && table.age(of: $0.key, $0.value) <= times.life }
                .map { String($0.key.sort.dropFirst()) }
        ).union([owner])
        let quota = (keys.count + instances.count - 1) / instances.count
        let now = time.now()
        let freeFor: [RowKey: Duration] = spreading.withLockedValue { spreading in
            if spreading.instances != instances { spreading.unwanted = [] }
            spreading.instances = instances
            spreading.freeSince = Dictionary(
                uniqueKeysWithValues: free.map { ($0, spreading.freeSince[$0] ?? now) }
            )
            return spreading.freeSince.mapValues { $0.duration(to: now) }
        }
        var own = held.withLockedValue { held in held.count { $0.value.leavingSince == nil } }
        // Each in an order of its own, so that they do not all reach for the same.
        for key in shuffled(free) where own < quota || freeFor[key] ?? .zero > times.fairness {
            let isSpare = own >= quota
            let row = rows[key]
            guard try await take(key, try (row?.item.int(LeaseRow.termName) ?? 0) + 1, from: row) else { continue }
            own += 1
            if isSpare { spreading.withLockedValue { _ = $0.unwanted.insert(key) } }
        }
        if own > quota, free.isEmpty { letGoOfOne() }
    }

    private func shuffled(_ keys: [RowKey]) -> [RowKey] {
        keys.map { (order: time.random(), key: $0) }.sorted { $0.order < $1.order }.map(\.key)
    }

    /// The work under it ends first; the row follows. One at a time, so that few channels change hands at once.
    private func letGoOfOne() {
        let unwanted = spreading.withLockedValue { $0.unwanted }
        held.withLockedValue { held in
            guard !held.contains(where: { $0.value.leavingSince != nil }),
                let key = held.keys.filter({ !unwanted.contains($0) }).min(by: { $0.sort < $1.sort })
            else { return }
            held[key]?.leavingSince = time.now()
        }
    }
}
