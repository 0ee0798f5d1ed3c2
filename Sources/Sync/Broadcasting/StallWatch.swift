import Inventory

/// Says how old the oldest unsent change of a channel is once it is too old.
struct StallWatch {
    let store: any Store
    let settings: SyncSettings
    let clock: any WallClock
    private var stalled: [String: Bool] = [:]
    private var seen: Set<String> = []

    init(store: any Store, settings: SyncSettings, clock: any WallClock) {
        self.store = store
        self.settings = settings
        self.clock = clock
    }

    mutating func look(at entry: DirectoryEntry) async throws {
        let channelId = entry.channel.channelId
        let name = "\(entry.tenant)/\(channelId)"
        let backlog = try await store.backlog(entry.tenant, channelId, now: clock.now)
        seen.insert(name)
        let age = backlog.oldestSince.map { Duration.milliseconds(clock.now.milliseconds(since: $0)) } ?? .zero
        let metrics = BroadcastMetrics(channel: channelId)
        metrics.waiting(backlog, age: age)
        if entry.channel.shop != nil {
            let since = entry.channel.lastReconciledAt ?? entry.channel.createdAt
            metrics.fullPass(age: .milliseconds(clock.now.milliseconds(since: since)))
        }
        let isStalled = age > settings.stallTime && entry.channel.pause == nil
        guard stalled[name] != isStalled else { return }
        let key = AlertKey(type: .syncStalled, channelId: channelId)
        try await store.write(entry.tenant) { tx in
            guard isStalled else { return try AlertDesk(tx).resolve(key) }
            if try tx.latestAlert(key)?.state == .open { return }
            try AlertDesk(tx).raise(
                key,
                "\(channelId) has \(backlog.dirty) unsent changes; the oldest waits since \(age.components.seconds) s"
            )
        }
        stalled[name] = isStalled
    }

    /// Another instance works for the channel: what it is behind by is that one's to say.
    mutating func leave(_ entry: DirectoryEntry) {
        let name = "\(entry.tenant)/\(entry.channel.channelId)"
        guard seen.remove(name) != nil else { return }
        stalled[name] = nil
        BroadcastMetrics(channel: entry.channel.channelId).leave()
    }
}
