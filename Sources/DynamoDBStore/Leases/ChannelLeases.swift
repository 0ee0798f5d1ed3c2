import DynamoDB
package import Inventory
package import Logging
import NIOConcurrencyHelpers
import Signing
package import Sync

/// Leases on channels, one row for each. The owner renews its row; a row that has not changed for `life` by another
/// instance's own clock is taken over with the next term. No two clocks are compared.
package final class ChannelLeases: ChannelClaims {
    package struct Times: Sendable {
        /// Between two looks at all leases.
        package var beat: Duration
        /// A lease that was not renewed for so long is free. An owner takes its own for lost after three fifths of it.
        package var life: Duration

        package init(beat: Duration = .seconds(1), life: Duration = .seconds(10)) {
            self.beat = beat
            self.life = life
        }
    }

    private struct Held: Sendable {
        let term: Int64
        var commit: String
        var renewedAt: ContinuousClock.Instant
    }

    private struct Seen: Sendable {
        let commit: String
        let since: ContinuousClock.Instant
    }

    private let store: DynamoDBStore
    private let times: Times
    private let logger: Logger
    /// Names this instance to the others.
    private let owner = Hex.encode(SecureRandom.bytes(8))
    private let held = NIOLockedValueBox<[RowKey: Held]>([:])
    private let seen = NIOLockedValueBox<[RowKey: Seen]>([:])

    package init(_ store: DynamoDBStore, times: Times = Times(), logger: Logger) {
        self.store = store
        self.times = times
        self.logger = logger
    }

    package func term(_ tenant: TenantID, _ channel: ChannelID) -> Int64? {
        let now = store.options.time.now()
        return held.withLockedValue { held in
            guard let own = held[Self.key(tenant, channel)], own.renewedAt.advanced(by: times.life * 0.6) > now else {
                return nil
            }
            return own.term
        }
    }

    package func during(
        _ term: Int64,
        of tenant: TenantID,
        _ channel: ChannelID,
        _ body: @Sendable () async -> Void
    ) async {
        await Fence.$current.withValue(Fence(key: Self.key(tenant, channel), owner: owner, term: term)) {
            await body()
        }
    }

    package func follow(_ entries: @Sendable () -> [DirectoryEntry], beat: @Sendable () -> Void) async {
        while !Task.isCancelled {
            do {
                try await look(at: entries())
            } catch is CancellationError {
                break
            } catch {
                logger.warning("The channels' leases could not be looked at", metadata: ["error": "\(error)"])
            }
            beat()
            do { try await store.options.time.sleep(times.beat) } catch { break }
        }
        await letGo()
    }

    /// One beat: claims what is free of these, and renews what is ours.
    package func look(at entries: [DirectoryEntry]) async throws {
        let range = RangeKey(place: LeaseRow.place, after: nil, through: nil, limit: .max)
        let rows = Dictionary(
            uniqueKeysWithValues: try await store.reader.range(range).map { ($0.key, $0.row) }
        )
        let keys = Set(entries.map { Self.key($0.tenant, $0.channel.channelId) })
        held.withLockedValue { held in held = held.filter { keys.contains($0.key) } }
        for key in keys {
            let row = rows[key]
            if let own = held.withLockedValue({ $0[key] }), row?.commit == own.commit {
                if store.options.time.since(own.renewedAt) > times.life / 5 { try await take(key, own.term, from: row) }
            } else if try isFree(key, row) {
                try await take(key, try (row?.item.int(LeaseRow.termName) ?? 0) + 1, from: row)
            } else {
                held.withLockedValue { $0[key] = nil }
            }
        }
    }

    /// Whether nobody has renewed it for its life, as far as this instance has watched.
    private func isFree(_ key: RowKey, _ row: Row?) throws -> Bool {
        guard let row else { return true }
        // Its owner has ended and said so.
        if try row.item.text(LeaseRow.ownerName).isEmpty { return true }
        return seen.withLockedValue { seen in
            if let before = seen[key], before.commit == row.commit {
                return store.options.time.since(before.since) > times.life
            }
            seen[key] = Seen(commit: row.commit, since: store.options.time.now())
            return false
        }
    }

    private func take(_ key: RowKey, _ term: Int64, from row: Row?) async throws {
        // Counted from before the request: the row is not older than that.
        let now = store.options.time.now()
        let commit = CommitName.once()
        guard let isOurs = try await write(key, owner: owner, term, commit, from: row) else { return }
        guard isOurs else { return held.withLockedValue { $0[key] = nil } }
        held.withLockedValue { $0[key] = Held(term: term, commit: commit, renewedAt: now) }
        if row.map({ $0.item.optionalText(LeaseRow.ownerName) != owner }) ?? true {
            logger.notice("Works for a channel from now on", metadata: ["lease": "\(key.sort)", "term": "\(term)"])
        }
    }

    /// False when another instance was quicker, nil when nobody was.
    private func write(_ key: RowKey, owner: String, _ term: Int64, _ commit: String, from row: Row?) async throws
        -> Bool?
    {
        var item: Item = [:]
        item.set(LeaseRow.ownerName, owner)
        item.set(LeaseRow.termName, term)
        let base: StepRows.Base = row.map { .commit($0.commit) } ?? .absent
        let write = ItemWrite(
            key: key.itemKey(prefix: store.reader.prefix),
            action: .put(item.named(commit).with(key)),
            condition: base.condition
        )
        do {
            try await store.reader.client.transactWrite([write], token: commit)
            return true
        } catch DynamoDBError.cancelled(let reasons, _) {
            // A reply was lost: the row is ours.
            if reasons.contains(where: { $0.item?.optionalText(Row.commitName) == commit }) { return true }
            // Else a commit that was fenced with it was under way: the next look tries again.
            return reasons.contains { $0.code == .conditionFailed } ? false : nil
        }
    }

    /// So that others need not wait for the leases to run out.
    private func letGo() async {
        let own = held.withLockedValue { held in
            defer { held = [:] }
            return held
        }
        for (key, lease) in own {
            let row = Row(item: [:], commit: lease.commit)
            do {
                // The task is cancelled by then; the request must leave all the same.
                _ = try await Task {
                    try await self.write(key, owner: "", lease.term, CommitName.once(), from: row)
                }
                .value
            } catch {
                logger.warning("A lease was not let go of and runs out", metadata: ["error": "\(error)"])
            }
        }
    }

    private static func key(_ tenant: TenantID, _ channel: ChannelID) -> RowKey {
        LeaseRow.place.row("\(tenant)/\(channel)")
    }
}
