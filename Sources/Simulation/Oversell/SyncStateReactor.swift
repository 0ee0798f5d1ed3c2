import Inventory
import Sync

/// The real use cases over the real store, woken as the running service is: by commits, and by what falls due.
@SimulationActor
final class SyncStateReactor: RushReactor {
    private enum Work: Hashable {
        case round(ChannelID)
        case look(ChannelID)
        case reconcile(ChannelID)
    }

    private let buffer: Int64
    private let ground: SQLiteGround
    private let conductor = Conductor()
    private var watch: Watch?
    private var backend: Backend?
    private var rush: Rush?
    /// Work under way, and whether it was asked for again meanwhile.
    private var running: [Work: Bool] = [:]
    private var chance = Chance(seed: 0)
    private var lastNews = Timestamp.distantPast

    init(buffer: Int64) throws {
        self.buffer = buffer
        ground = try SQLiteGround()
    }

    func begin(_ rush: Rush) async throws {
        self.rush = rush
        chance = Chance(seed: rush.options.seed ^ 0x5A5A)
        let watch = Watch(mutation: nil, clock: rush.clock, prints: false)
        watch.allChannels = rush.shops.map(\.channelId)
        self.watch = watch
        let backend = try await Backend(
            ground,
            Surroundings(clock: rush.clock, ids: VirtualIDs(), conductor: conductor, watch: watch, weather: nil),
            gateways: RushGateways(shops: rush.shops, network: self)
        )
        self.backend = backend
        for shop in rush.shops { try await backend.put(shop) }
        let (settings, units) = (Backend.settings, buffer)
        try await backend.store.write(World.tenant) { tx in
            let rule = BufferRule(uncheckedAmount: .units(units), floor: nil, cap: nil)
            try BufferCommands.set(CommandContext(tx, settings: settings, actor: "merchant"), rule, at: .tenant)
        }
        try await backend.reload()
        for shop in rush.shops {
            _ = try await backend.operations.importCatalogue(World.tenant, shop.channelId, dryRun: false)
        }
        await follow()
        planReconciliation()
    }

    func heard(_ facts: DeliveryFacts, number: Int64, of shop: SimulatedShop) async throws {
        guard let backend, let rush else { return }
        lastNews = rush.clock.now
        let delivery = Delivery(
            tenant: World.tenant,
            channelId: shop.channelId,
            key: TransactionKey(source: shop.domain, txId: "\(number)"),
            topic: "webhook",
            eventId: nil
        )
        await run(nil) { _ = try await backend.intake.take(delivery, facts) }
    }

    func end() async throws {
        if let violation = watch?.violation { throw violation }
        await backend?.close()
        try ground.clear()
    }

    // MARK: Work

    /// Does what commits have asked for.
    private func follow() async {
        guard let watch else { return }
        let dirtied = watch.dirtied.sorted()
        watch.dirtied = []
        for channel in dirtied { await start(.round(channel)) }
        let looks = watch.looks.sorted { $0.key < $1.key }
        watch.looks = [:]
        for (channel, moment) in looks { plan(.look(channel), at: moment) }
    }

    private func plan(_ work: Work, at moment: Timestamp) {
        guard let rush else { return }
        rush.events.after(milliseconds: moment.milliseconds(since: rush.clock.now)) { [self] in await start(work) }
    }

    private func planReconciliation() {
        guard let rush else { return }
        for shop in rush.shops {
            plan(.reconcile(shop.channelId), at: rush.clock.now.adding(Backend.settings.reconcileInterval))
        }
    }

    private func start(_ work: Work) async {
        guard running[work] == nil else {
            running[work] = true
            return
        }
        guard let backend else { return }
        running[work] = false
        switch work {
        case .round(let channel):
            guard let broadcaster = backend.broadcaster(of: channel) else { return }
            await run(work) { [self] in ended(work, try await broadcaster.round(failures: 0)) }
        case .look(let channel):
            guard let settler = backend.settler(of: channel) else { return }
            await run(work) { [self] in ended(work, try await settler.step()) }
        case .reconcile(let channel):
            await run(work) { [self] in
                _ = try await backend.operations.reconcile(World.tenant, channel, dryRun: false)
                reconciled(work)
            }
        }
    }

    private func ended(_ work: Work, _ result: RoundResult) {
        guard let rush else { return }
        switch result {
        case .progress: running[work] = true
        case .idle(let until): if let until { plan(work, at: until) }
        case .failed: plan(work, at: rush.clock.now.adding(.seconds(1)))
        case .paused: break
        }
    }

    /// Goes on while there is news, and a little longer.
    private func reconciled(_ work: Work) {
        guard let rush, rush.clock.now.milliseconds(since: lastNews) < 3_600_000 else { return }
        plan(work, at: rush.clock.now.adding(Backend.settings.reconcileInterval))
    }

    // MARK: Processes

    private func run(_ work: Work?, _ body: @escaping @Sendable @SimulationActor () async throws -> Void) async {
        await carryOn(await conductor.start(.round, body), work)
    }

    /// The store answers at once; a shop takes its time, in which the rush goes on.
    private func carryOn(_ process: Conductor.Process, _ work: Work?) async {
        while !process.isFinished, process.place == .write || process.place == .written {
            await conductor.advance(process)
        }
        guard process.isFinished else {
            rush?.events.after(milliseconds: chance.number(in: 150...500)) { [self] in
                await conductor.advance(process)
                await carryOn(process, work)
            }
            return
        }
        if let failure = process.failure { watch?.report(nil, "a use case failed: \(failure)") }
        if let work, running.removeValue(forKey: work) == true { await start(work) }
        await follow()
    }
}

extension SyncStateReactor: Network {
    func push(_ batch: PushBatch, to shop: SimulatedShop) async throws(GatewayError) -> PushReport {
        watch?.leaves(batch, to: Post(instance: 0, channel: shop.channelId), carriesSurplus: true)
        let answer = try await request("write", [], to: shop) { shop in
            (shop.setQuantities(key: batch.txId, batch.items), shop.now)
        }
        switch answer.0 {
        case .written(let moment, _):
            for item in batch.items { rush?.sendLevel(item.sku, of: shop, after: chance.number(in: 500...4_000)) }
            return PushReport(.answered(batch.items.map { _ in .told(at: moment) }))
        case .stale(let places):
            return PushReport(.answered(batch.items.indices.map { places.contains($0) ? .stale : .again }))
        case .refused, .previousAttemptFailed, .otherParameters:
            return PushReport(.batchRefused("the key is spent"))
        }
    }

    func request<Answer: Sendable>(
        _ name: String,
        _ skus: [SKU],
        to shop: SimulatedShop,
        _ body: @escaping @SimulationActor @Sendable (SimulatedShop) -> Answer
    ) async throws(GatewayError) -> Answer {
        do {
            try await conductor.pause(at: .request)
            let answer = body(shop)
            try await conductor.pause(at: .reply)
            return answer
        } catch {
            throw .crashed
        }
    }
}

private struct RushGateways: ChannelGatewayFactory {
    let shops: [SimulatedShop]
    let network: any Network

    func gateway(for entry: DirectoryEntry) -> any ChannelGateway {
        // Every channel of a rush is one of its shops.
        let shop = shops.first { $0.channelId == entry.channel.channelId } ?? shops[0]
        return SimulatedGateway(shop: shop, network: network, batchLimit: 250)
    }
}
