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
    private let doubts: [ChannelID: ToldDoubt]
    private var broadcasters: [ChannelID: ChannelBroadcaster] = [:]
    private var settlers: [ChannelID: ChannelSettler] = [:]

    nonisolated static let settings = SyncSettings(lowStockThreshold: 2)

    init(
        _ ground: any Ground,
        _ surroundings: Surroundings,
        gateways: any ChannelGatewayFactory
    ) async throws {
        engine = try await ground.open(surroundings)
        let (clock, watch) = (surroundings.clock, surroundings.watch)
        store = SimulatedStore(engine.store, conductor: surroundings.conductor, watch: watch)
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
        doubts = Dictionary(uniqueKeysWithValues: watch.allChannels.map { ($0, ToldDoubt(start: clock.now)) })
        try await reload()
    }

    /// Brings the workers in line with the channels as they are stored now.
    func reload() async throws {
        try await directory.reload()
        broadcasters = [:]
        settlers = [:]
        for entry in directory.entries where entry.channel.pause == nil {
            let gateway = gateways.gateway(for: entry)
            let (id, board) = (entry.channel.channelId, ChannelStatusBoard())
            broadcasters[id] = ChannelBroadcaster(
                entry: entry,
                gateway: gateway,
                store: store,
                settings: Self.settings,
                clock: clock,
                board: board,
                newID: ids.next,
                doubt: doubts[id],
                logger: Self.silence
            )
            guard entry.channel.shop != nil else { continue }
            settlers[id] = ChannelSettler(
                entry: entry,
                gateway: gateway,
                store: store,
                settings: Self.settings,
                clock: clock,
                board: board,
                logger: Self.silence
            )
        }
    }

    func broadcaster(of channel: ChannelID) -> ChannelBroadcaster? { broadcasters[channel] }
    func settler(of channel: ChannelID) -> ChannelSettler? { settlers[channel] }

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
