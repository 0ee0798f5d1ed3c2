package import Inventory
package import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Works for every channel that is not paused: tells it its counts and looks again at what is in doubt. Drains what is to
/// be told when the process is asked to stop.
package final class BroadcastService: Service, CommitObserver {
    private struct Key: Hashable, Sendable {
        let tenant: TenantID
        let channel: ChannelID
    }

    private struct Worker: Sendable {
        let channel: Channel
        let term: Int64
        let broadcaster: ChannelBroadcaster
        let telling: ChannelLoop
        /// Nil for a channel that cannot be asked.
        let settling: ChannelLoop?
        let tasks: [Task<Void, Never>]

        func cancel() async {
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
        }
    }

    private let store: any Store
    private let directory: ChannelDirectory
    private let gateways: any ChannelGatewayFactory
    private let settings: SyncSettings
    private let clock: any WallClock
    private let board: ChannelStatusBoard
    private let newID: @Sendable (Timestamp) -> String
    private let drainTime: Duration
    private let claims: any ChannelClaims
    private let logger: Logger
    private let doubts = ToldDoubts()
    private let workers = NIOLockedValueBox<[Key: Worker]>([:])
    /// The channels to work for at the last look at the directory.
    private let noticed = NIOLockedValueBox<Set<Key>>([])

    /// Call `store.observe(service)` once, so that commits wake it. `drainTime` bounds what a graceful stop waits.
    package init(
        store: any Store,
        directory: ChannelDirectory,
        gateways: any ChannelGatewayFactory,
        settings: SyncSettings,
        clock: any WallClock,
        board: ChannelStatusBoard,
        newID: @escaping @Sendable (Timestamp) -> String,
        drainTime: Duration = .seconds(5),
        claims: any ChannelClaims = SoleInstance(),
        logger: Logger
    ) {
        self.store = store
        self.directory = directory
        self.gateways = gateways
        self.settings = settings
        self.clock = clock
        self.board = board
        self.newID = newID
        self.drainTime = drainTime
        self.claims = claims
        self.logger = logger
    }

    package func run() async throws {
        // To the end of draining: what is told then is told in our term.
        let following = Task {
            await claims.follow({ directory.entries }) {
                directory.lookAgain()
                self.wakeAll()
            }
        }
        await refresh()
        await cancelWhenGracefulShutdown { [self] in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.directory.follow { await self.refresh() } }
                group.addTask { await self.watchForStalls() }
            }
        }
        await drain()
        following.cancel()
        await following.value
    }

    package func committed(_ notice: CommitNotice) {
        var woken = notice.dirtied
        for event in notice.events {
            switch event {
            case .buffers(let skus) where skus.isEmpty:
                wakeForSweep(notice.tenant)
            case .channel(let id): woken.insert(id)
            default: break
            }
        }
        workers.withLockedValue { workers in
            for (key, worker) in workers where key.tenant == notice.tenant {
                if woken.contains(key.channel) { worker.telling.wake() }
                if let moment = notice.attention[key.channel] { worker.settling?.wake(at: moment) }
            }
        }
    }

    /// Others may have committed something for any channel.
    private func wakeAll() {
        workers.withLockedValue { workers in
            for worker in workers.values {
                worker.broadcaster.expectSweep()
                worker.telling.wake()
                worker.settling?.wake()
            }
        }
    }

    private func wakeForSweep(_ tenant: TenantID) {
        workers.withLockedValue { workers in
            for (key, worker) in workers where key.tenant == tenant {
                worker.broadcaster.expectSweep()
                worker.telling.wake()
            }
        }
    }

    /// Brings the workers in line with the directory: a changed channel's worker starts anew with its new settings.
    private func refresh() async {
        let wanted = Dictionary(
            directory.entries.filter { $0.channel.pause == nil }
                .map { (Key(tenant: $0.tenant, channel: $0.channel.channelId), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let ended: [Key: Worker] = workers.withLockedValue { workers in
            let ended = workers.filter { key, worker in
                // A pause that was lifted before anybody looked has ended the loop all the same.
                worker.telling.isOver
                    || (wanted[key].map { $0.channel.isServedOtherwise(than: worker.channel) } ?? true)
                    || claims.term(key.tenant, key.channel) != worker.term
            }
            for key in ended.keys { workers[key] = nil }
            return ended
        }
        for (key, worker) in ended {
            await worker.cancel()
            if wanted[key] == nil { board.forget(key.tenant, key.channel) }
        }
        for (key, entry) in wanted where workers.withLockedValue({ $0[key] == nil }) {
            guard let term = claims.term(key.tenant, key.channel) else { continue }
            let worker = worker(for: entry, in: term)
            workers.withLockedValue { $0[key] = worker }
        }
        let isAnyNew = noticed.withLockedValue { noticed in
            defer { noticed = Set(wanted.keys) }
            return !noticed.isSuperset(of: wanted.keys)
        }
        if isAnyNew { claims.lookNow() }
    }

    private func worker(for entry: DirectoryEntry, in term: Int64) -> Worker {
        let gateway = gateways.gateway(for: entry)
        var logger = logger
        logger[metadataKey: "tenant"] = "\(entry.tenant)"
        logger[metadataKey: "channel"] = "\(entry.channel.channelId)"
        let broadcaster = ChannelBroadcaster(
            entry: entry,
            gateway: gateway,
            store: store,
            settings: settings,
            clock: clock,
            board: board,
            newID: newID,
            doubt: doubts.doubt(entry.tenant, entry.channel.channelId, in: term),
            term: ChannelTerm(
                claims: claims,
                tenant: entry.tenant,
                channel: entry.channel.channelId,
                number: term
            ),
            logger: logger
        )
        let telling = ChannelLoop(
            "broadcast",
            clock: clock,
            logger: logger,
            failed: broadcaster.metrics.countRetry
        ) {
            try await broadcaster.round(failures: $0)
        }
        var settling: ChannelLoop?
        if entry.channel.shop != nil {
            let settler = ChannelSettler(
                entry: entry,
                gateway: gateway,
                store: store,
                settings: settings,
                clock: clock,
                board: board,
                logger: logger
            )
            settling = ChannelLoop("settle", clock: clock, logger: logger) { _ in try await settler.step() }
        }
        let loops = [telling, settling].compactMap(\.self)
        return Worker(
            channel: entry.channel,
            term: term,
            broadcaster: broadcaster,
            telling: telling,
            settling: settling,
            tasks: loops.map { loop in
                Task { [claims] in
                    await claims.during(term, of: entry.tenant, entry.channel.channelId) { await loop.run() }
                }
            }
        )
    }

    private func drain() async {
        let ending = workers.withLockedValue { workers in
            defer { workers = [:] }
            return Array(workers.values)
        }
        for worker in ending {
            worker.telling.drain()
            // What is in doubt is looked at again by whoever comes next.
            for task in worker.tasks.dropFirst() { task.cancel() }
        }
        let deadline = Task { [drainTime] in
            // Cancelled when all are done in time.
            do { try await Task.sleep(for: drainTime) } catch { return }
            for task in ending.flatMap(\.tasks) { task.cancel() }
        }
        for worker in ending {
            for task in worker.tasks { await task.value }
        }
        deadline.cancel()
    }

    private func watchForStalls() async {
        var watch = StallWatch(store: store, settings: settings, clock: clock)
        let interval = min(settings.stallTime / 4, .seconds(1))
        while !Task.isCancelled {
            for entry in directory.entries {
                guard claims.term(entry.tenant, entry.channel.channelId) != nil else {
                    watch.leave(entry)
                    continue
                }
                do {
                    try await watch.look(at: entry)
                } catch {
                    logger.warning(
                        "The backlog of a channel could not be read",
                        metadata: ["channel": "\(entry.channel.channelId)", "error": "\(error)"]
                    )
                }
            }
            do { try await Task.sleep(for: max(interval, .milliseconds(100))) } catch { return }
        }
    }
}
