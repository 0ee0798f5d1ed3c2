import Inventory
import Logging
import Sync

/// One life of the installation: the real use cases over the real engine. A crash ends it, and another begins on what was
/// committed.
@SimulationActor
final class Backend {
    nonisolated let store: SimulatedStore
    nonisolated let intake: DeliveryIntake
    nonisolated let operations: ChannelOperations
    nonisolated let directory: ChannelDirectory
    nonisolated let gateways: any ChannelGatewayFactory
    private nonisolated let engine: OpenEngine
    private let clock: VirtualClock
    private let ids: VirtualIDs
    private nonisolated let doubts = ToldDoubts()
    private var workers: [ChannelID: Worker] = [:]

    private struct Worker {
        let term: Int64
        let broadcaster: ChannelBroadcaster
        /// Nil for a channel that cannot be asked.
        let settler: ChannelSettler?
    }

    nonisolated static let settings = SyncSettings(lowStockThreshold: 2)

    init(
        _ ground: any Ground,
        _ surroundings: Surroundings,
        gateways: any ChannelGatewayFactory
    ) async throws {
        engine = try await ground.open(surroundings)
        let clock = surroundings.clock
        store = SimulatedStore(engine.store, surroundings)
        intake = DeliveryIntake(store: store, settings: Self.settings)
        directory = ChannelDirectory(store: store, vault: OpenVault(), logger: Self.silence)
        operations = ChannelOperations(
            store: store,
            directory: directory,
            gateways: gateways,
            settings: Self.settings,
            clock: clock
        )
        self.gateways = gateways
        self.clock = clock
        ids = surroundings.ids
        try await reload()
    }

    /// Brings the workers in line with the channels as they are stored now.
    func reload() async throws {
        try await directory.reload()
        workers = [:]
        takeUpWork()
    }

    /// One look at who works for which channel. Answers those that this instance has begun to work for.
    func beat() async throws -> [ChannelID] {
        try await engine.beat(directory.entries)
        return takeUpWork()
    }

    /// The term of this instance's work for the channel; nil while another one works for it.
    func term(of channel: ChannelID) -> Int64? { engine.claims.term(World.tenant, channel) }

    /// Runs work for a channel in the term in which its worker has begun.
    func working<Answer: Sendable>(
        for channel: ChannelID,
        _ body: @Sendable () async throws -> Answer
    ) async throws -> Answer {
        try await engine.claims.during(workers[channel]?.term ?? 0, of: World.tenant, channel, body)
    }

    /// A loop that was cancelled ends; the next look begins another.
    func endWork(for channel: ChannelID) { workers[channel] = nil }

    func broadcaster(of channel: ChannelID) -> ChannelBroadcaster? { worker(of: channel)?.broadcaster }
    func settler(of channel: ChannelID) -> ChannelSettler? { worker(of: channel)?.settler }

    private func worker(of channel: ChannelID) -> Worker? {
        workers[channel].flatMap { $0.term == term(of: channel) ? $0 : nil }
    }

    @discardableResult
    private func takeUpWork() -> [ChannelID] {
        var begun: [ChannelID] = []
        for entry in directory.entries where entry.channel.pause == nil {
            let id = entry.channel.channelId
            guard let term = term(of: id), workers[id]?.term != term else { continue }
            workers[id] = worker(for: entry, in: term)
            begun.append(id)
        }
        return begun
    }

    private func worker(for entry: DirectoryEntry, in term: Int64) -> Worker {
        let gateway = gateways.gateway(for: entry)
        let board = ChannelStatusBoard()
        let broadcaster = ChannelBroadcaster(
            entry: entry,
            gateway: gateway,
            store: store,
            settings: Self.settings,
            clock: clock,
            board: board,
            newID: ids.next,
            doubt: doubts.doubt(World.tenant, entry.channel.channelId, in: term),
            term: ChannelTerm(
                claims: engine.claims,
                tenant: World.tenant,
                channel: entry.channel.channelId,
                number: term
            ),
            logger: Self.silence
        )
        var settler: ChannelSettler?
        if entry.channel.shop != nil {
            settler = ChannelSettler(
                entry: entry,
                gateway: gateway,
                store: store,
                settings: Self.settings,
                clock: clock,
                board: board,
                logger: Self.silence
            )
        }
        return Worker(term: term, broadcaster: broadcaster, settler: settler)
    }

    func put(_ shop: SimulatedShop) async throws {
        let settings = Channel.ShopifySettings(
            shop: shop.domain,
            locationId: shop.locationId,
            adminUrl: nil,
            apiVersion: "2026-07",
            authority: shop.authority
        )
        try await put(shop.channelId, .shopify(settings))
    }

    func put(_ id: ChannelID, _ kind: Channel.Kind) async throws {
        try await store.write(World.tenant) { tx in
            _ = try ChannelCommands.put(
                CommandContext(tx, settings: Self.settings, actor: "merchant"),
                id: id,
                kind: kind,
                sealedCredentials: [],
                paused: nil
            )
        }
    }

    func close() async { await engine.close() }

    /// Its process is gone.
    func kill() { engine.kill() }

    nonisolated static let silence = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
}

/// Credentials play no part here.
private struct OpenVault: SecretVault {
    func seal(_ credentials: ChannelCredentials, tenant: TenantID, channel: ChannelID) -> [UInt8] { [] }
    func open(_ sealed: [UInt8], tenant: TenantID, channel: ChannelID) -> ChannelCredentials {
        ChannelCredentials(accessToken: nil, signingSecrets: [])
    }
}
