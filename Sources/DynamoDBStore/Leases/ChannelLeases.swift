import CoreMetrics
import DynamoDB
package import Inventory
package import Logging
import NIOConcurrencyHelpers
import Signing
package import Sync

/// Leases on channels, one row for each. The owner renews its row; a row that has not changed for `life` by another
/// instance's own clock is taken over with the next term. No two clocks are compared.
///
/// Instances share the channels evenly: one that has more than its share lets go of one at a time.
package final class ChannelLeases: ChannelClaims {
    struct Held: Sendable {
        let term: Int64
        var renewedAt: ContinuousClock.Instant
        /// Since when it is being let go of: no work begins under it any more.
        var leavingSince: ContinuousClock.Instant?
    }

    let table: LeaseTable
    let times: Times
    let time: PassingTime
    let logger: Logger
    /// Names this instance to the others.
    let owner: String
    let held = NIOLockedValueBox<[RowKey: Held]>([:])
    let spreading = NIOLockedValueBox(Spreading())
    /// Work under way under leases.
    private let underWay = NIOLockedValueBox<[RowKey: Int]>([:])
    /// False for an instance that leaves channels to others.
    private let worksForChannels: Bool
    private let wakes: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// No other instance, nor an earlier life of this one, may have the same `name`; nil: one that is drawn.
    package init(
        _ store: DynamoDBStore,
        name: String? = nil,
        times: Times = Times(),
        worksForChannels: Bool = true,
        logger: Logger
    ) {
        owner = name ?? Hex.encode(SecureRandom.bytes(8))
        time = store.options.time
        table = LeaseTable(store.reader, time: store.options.time)
        self.times = times
        self.worksForChannels = worksForChannels
        self.logger = logger
        (wakes, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func term(_ tenant: TenantID, _ channel: ChannelID) -> Int64? {
        let now = time.now()
        return held.withLockedValue { held in
            guard let own = held[LeaseRow.channel(tenant, channel)], own.leavingSince == nil,
                own.renewedAt.advanced(by: times.life * 0.6) > now
            else { return nil }
            return own.term
        }
    }

    package func during<Result: Sendable>(
        _ term: Int64,
        of tenant: TenantID,
        _ channel: ChannelID,
        _ body: @Sendable () async throws -> Result
    ) async rethrows -> Result {
        let key = LeaseRow.channel(tenant, channel)
        underWay.withLockedValue { $0[key, default: 0] += 1 }
        defer {
            underWay.withLockedValue { underWay in
                let left = (underWay[key] ?? 1) - 1
                underWay[key] = left > 0 ? left : nil
            }
        }
        return try await Fence.$current.withValue([fence(key, term)]) {
            try await body()
        }
    }

    package func regardless<Result: Sendable>(
        _ body: @Sendable () async throws -> Result
    ) async rethrows -> Result {
        try await Fence.$current.withValue([]) { try await body() }
    }

    package func follow(_ entries: @Sendable () -> [DirectoryEntry], beat: @Sendable () -> Void) async {
        let count = Gauge(label: "syncstate_channels_held")
        var wakes = wakes.makeAsyncIterator()
        while !Task.isCancelled {
            do {
                try await look(at: entries())
            } catch is CancellationError {
                break
            } catch {
                logger.warning("The channels' leases could not be looked at", metadata: ["error": "\(error)"])
            }
            count.record(held.withLockedValue { $0.count })
            beat()
            let alarm = Task { [time, times, signal] in
                // Cancelled when somebody asked for a look first.
                do { try await time.sleep(times.beat) } catch { return }
                signal.yield()
            }
            _ = await wakes.next()
            alarm.cancel()
        }
        count.destroy()
        await letGo()
    }

    package func lookNow() { signal.yield() }

    /// One beat: renews what is ours, takes what is free and our share, and lets go of what is more.
    package func look(at entries: [DirectoryEntry]) async throws {
        let rows = try await table.all()
        try await clear(rows)
        guard worksForChannels else { return }
        let keys = Set(entries.map { LeaseRow.channel($0.tenant, $0.channel.channelId) })
        if !keys.isEmpty { try await announce() }
        held.withLockedValue { held in held = held.filter { keys.contains($0.key) } }
        var free: [RowKey] = []
        for key in keys.sorted(by: { $0.sort < $1.sort }) {
            let row = rows[key]
            if let own = held.withLockedValue({ $0[key] }), try isOurs(row, own.term) {
                if own.leavingSince.map({ isOver(key, since: $0) }) ?? false {
                    try await leave(key, own.term)
                } else if time.since(own.renewedAt) > times.renewal {
                    try await renew(key, own.term)
                }
            } else if try isFree(key, row) {
                free.append(key)
            } else {
                held.withLockedValue { $0[key] = nil }
            }
        }
        try await share(keys, rows, free: free)
    }

    /// Whether nobody has renewed it for its life, as far as this instance has watched.
    private func isFree(_ key: RowKey, _ row: Row?) throws -> Bool {
        guard let row else { return true }
        // Its owner has ended and said so.
        if try row.item.text(LeaseRow.ownerName).isEmpty { return true }
        return table.age(of: key, row) > times.life
    }

    /// Whether work under the lease has ended, or had its time.
    private func isOver(_ key: RowKey, since: ContinuousClock.Instant) -> Bool {
        underWay.withLockedValue { $0[key] == nil } || time.since(since) > times.handover
    }

    private func isOurs(_ row: Row?, _ term: Int64) throws -> Bool {
        guard let row else { return false }
        return try row.item.text(LeaseRow.ownerName) == owner && row.item.int(LeaseRow.termName) == term
    }

    private func fence(_ key: RowKey, _ term: Int64) -> Fence { Fence(key: key, owner: owner, term: term) }

    private func renew(_ key: RowKey, _ term: Int64) async throws {
        // Counted from before the request: the row is not older than that.
        let now = time.now()
        guard let isOurs = try await table.renew(fence(key, term)) else { return }
        held.withLockedValue { held in
            if isOurs { held[key]?.renewedAt = now } else { held[key] = nil }
        }
    }

    /// True when it is ours now.
    func take(_ key: RowKey, _ term: Int64, from row: Row?) async throws -> Bool {
        let now = time.now()
        let isOurs = try await table.write(key, owner: owner, term, from: row) ?? false
        held.withLockedValue { $0[key] = isOurs ? Held(term: term, renewedAt: now) : nil }
        if isOurs {
            logger.notice("Works for a channel from now on", metadata: ["lease": "\(key.sort)", "term": "\(term)"])
        }
        return isOurs
    }

    private func leave(_ key: RowKey, _ term: Int64) async throws {
        held.withLockedValue { $0[key] = nil }
        try await table.release(fence(key, term))
        logger.notice("Leaves a channel to another instance", metadata: ["lease": "\(key.sort)"])
    }

    /// So that others need not wait for the leases to run out.
    private func letGo() async {
        let own = held.withLockedValue { held in
            defer { held = [:] }
            return held
        }
        do {
            // The task is cancelled by then; the requests must leave all the same.
            try await Task {
                for (key, lease) in own { try await self.leave(key, lease.term) }
                try await self.takeLeave()
            }
            .value
        } catch {
            logger.warning("A lease was not let go of and runs out", metadata: ["error": "\(error)"])
        }
    }
}
