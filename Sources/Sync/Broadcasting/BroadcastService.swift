package import Inventory
package import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Runs a broadcaster for every channel that is not paused, and drains them when the process is asked to stop.
package final class BroadcastService: Service, CommitObserver {
    private struct Key: Hashable, Sendable {
        let tenant: TenantID
        let channel: ChannelID
    }

    private struct Worker: Sendable {
        let broadcaster: ChannelBroadcaster
        let task: Task<Void, Never>
    }

    private let store: any Store
    private let directory: ChannelDirectory
    private let gateways: any ChannelGatewayFactory
    private let settings: SyncSettings
    private let clock: any WallClock
    private let board: ChannelStatusBoard
    private let newID: @Sendable (Timestamp) -> String
    private let drainTime: Duration
    private let logger: Logger
    private let workers = NIOLockedValueBox<[Key: Worker]>([:])

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
        self.logger = logger
    }

    package func run() async throws {
        await refresh()
        await cancelWhenGracefulShutdown { [self] in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.directory.follow { await self.refresh() } }
                group.addTask { await self.watchForStalls() }
            }
        }
        await drain()
    }

    package func committed(_ notice: CommitNotice) {
        var woken = notice.dirtied
        for event in notice.events {
            switch event {
            case .buffers(let skus) where skus.isEmpty:
                return wake(forSweep: true) { $0.tenant == notice.tenant }
            case .channel(let id): woken.insert(id)
            default: break
            }
        }
        if !woken.isEmpty { wake { $0.tenant == notice.tenant && woken.contains($0.channel) } }
    }

    private func wake(forSweep: Bool = false, where matches: (Key) -> Bool) {
        workers.withLockedValue { workers in
            for (key, worker) in workers where matches(key) { worker.broadcaster.wake(forSweep: forSweep) }
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
            let ended = workers.filter { key, worker in wanted[key]?.channel != worker.broadcaster.entry.channel }
            for key in ended.keys { workers[key] = nil }
            return ended
        }
        for (key, worker) in ended {
            worker.task.cancel()
            await worker.task.value
            if wanted[key] == nil { board.forget(key.tenant, key.channel) }
        }
        for (key, entry) in wanted where workers.withLockedValue({ $0[key] == nil }) {
            let broadcaster = ChannelBroadcaster(
                entry: entry,
                gateway: gateways.gateway(for: entry.channel, credentials: entry.credentials),
                store: store,
                settings: settings,
                clock: clock,
                board: board,
                newID: newID,
                logger: logger
            )
            let worker = Worker(broadcaster: broadcaster, task: Task { await broadcaster.run() })
            workers.withLockedValue { $0[key] = worker }
        }
    }

    private func drain() async {
        let ending = workers.withLockedValue { workers in
            defer { workers = [:] }
            return Array(workers.values)
        }
        for worker in ending { worker.broadcaster.drain() }
        let deadline = Task { [drainTime] in
            // Cancelled when all are done in time.
            do { try await Task.sleep(for: drainTime) } catch { return }
            for worker in ending { worker.task.cancel() }
        }
        for worker in ending { await worker.task.value }
        deadline.cancel()
    }

    private func watchForStalls() async {
        var watch = StallWatch(store: store, settings: settings, clock: clock)
        let interval = min(settings.stallTime / 4, .seconds(5))
        while !Task.isCancelled {
            for entry in directory.entries {
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
