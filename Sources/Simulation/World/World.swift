import Inventory
import Sync

/// The merchant, the customers, the shops, the network and our installation, with one seed for all that chance decides.
@SimulationActor
final class World {
    let options: SimulationOptions
    let clock: VirtualClock
    let ids = VirtualIDs()
    let conductor: Conductor
    let watch: Watch
    var chance: Chance
    var faults: FaultPlan
    let shops: [SimulatedShop]
    let sink = SimulatedSink()
    let skus: [SKU]
    var mail = Mailroom()
    private let ground: any Ground
    /// Nil before the first start and while it is down.
    private(set) var backend: Backend?
    /// When a channel that could not be told is tried again.
    var notBefore: [ChannelID: Timestamp] = [:]
    /// Use cases under way that run once at a time.
    var busy: Set<String> = []
    /// An item that somebody at a shop sets again and again, whatever we write.
    var quarrel: (shop: SimulatedShop, sku: SKU)?
    /// Requests that arrive after those who sent them gave up.
    var later: [(at: Timestamp, arrive: @SimulationActor () -> Void)] = []
    /// Counts that channels were told so far.
    var pushes = 0
    /// ... and before it was to come to rest.
    var pushesBefore = 0

    nonisolated static let tenant = TenantID.default

    init(options: SimulationOptions, ground: any Ground) {
        self.options = options
        var chance = Chance(seed: options.seed)
        let conductor = Conductor()
        let clock = VirtualClock(conductor: conductor)
        self.conductor = conductor
        self.clock = clock
        watch = Watch(mutation: options.mutation, clock: clock, prints: options.prints)
        faults = FaultPlan(level: options.faults)
        skus = (1...max(1, options.skus)).map { SKU(stored: "SKU-\($0)") }
        shops = (1...max(1, options.shops)).map { number in
            SimulatedShop(
                number: number,
                authority: chance.perMille(600) ? .adopt : .enforce,
                skewMilliseconds: chance.number(in: -240_000...240_000),
                clock: clock
            )
        }
        self.chance = chance
        self.ground = ground
        watch.allChannels = shops.map(\.channelId) + [sink.channelId]
    }

    /// Starts the installation on what is stored.
    func open() async throws {
        backend = try await Backend(
            ground,
            Surroundings(clock: clock, ids: ids, conductor: conductor, watch: watch, weather: self),
            gateways: SimulatedGateways(shops: shops, sink: sink, world: self)
        )
        watch.dirtied = Set(watch.allChannels)
        for shop in shops { watch.looks[shop.channelId] = clock.now }
    }

    func close() async {
        await backend?.close()
        backend = nil
    }

    /// Everything that was not committed is gone; the next life begins on the rest.
    func crash() async throws {
        watch.sometimes.note(.crash)
        for point in conductor.processes.compactMap(\.crashPoint) { watch.sometimes.note(point) }
        watch.note([], "CRASH in \(conductor.processes.map { "\($0.useCase)@\($0.place?.rawValue ?? "-")" })")
        backend?.kill()
        await conductor.crash()
        busy = []
        notBefore = [:]
        watch.forgetUnderWay()
        await close()
        try await open()
    }
}
