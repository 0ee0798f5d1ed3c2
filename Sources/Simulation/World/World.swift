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
    var skus: [SKU]
    var mail = Mailroom()
    private let ground: any Ground
    /// Nil before the first start and while it is down.
    private var backends: [Backend?]
    /// The instance that the next use case goes to.
    var turn = 0
    var backend: Backend? { backends[turn] }
    /// Who worked for each channel last.
    var lastWorker: [ChannelID: Int] = [:]
    /// When a channel that could not be told is tried again.
    var notBefore: [ChannelID: Timestamp] = [:]
    /// When a channel that has nothing to do has something again, if nothing comes before.
    var alarms: [ChannelID: Timestamp] = [:]
    /// Use cases under way that run once at a time.
    var busy: [String: Int] = [:]
    /// How much time had passed when each instance last looked at who works for which channel.
    var beats: [Duration]
    /// An item that somebody at a shop sets again and again, whatever we write.
    var quarrel: (shop: SimulatedShop, sku: SKU)?
    /// The shop whose catalogue is changed before the next rest. Nobody edits a count or an order there meanwhile: what an
    /// edit moved and nobody has adopted yet is lost with what is known of its item.
    var changing: SimulatedShop?
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
        backends = Array(repeating: nil, count: options.instances)
        beats = Array(repeating: .zero, count: options.instances)
        watch.shelf = { [shops] item in
            shops.first { $0.channelId == item.channelId }?.item(carrying: item.sku)?.available
        }
        watch.allChannels = shops.map(\.channelId) + [sink.channelId]
    }

    /// Starts the instance whose turn it is, on what is stored.
    func open() async throws {
        backends[turn] = try await Backend(
            ground,
            Surroundings(
                clock: clock,
                ids: ids,
                conductor: conductor,
                watch: watch,
                weather: self,
                instance: turn,
                isShared: options.instances > 1
            ),
            gateways: SimulatedGateways(shops: shops, sink: sink, world: self)
        )
        watch.dirtied = Set(watch.allChannels)
        for shop in shops { watch.looks[shop.channelId] = clock.now }
    }

    func close() async {
        await backend?.close()
        backends[turn] = nil
    }

    func forEachBackend(_ body: (Int, Backend) -> Void) {
        for (number, backend) in backends.enumerated() { if let backend { body(number, backend) } }
    }

    /// Runs `body` in the turn of each instance.
    func forAll(_ body: () async throws -> Void) async rethrows {
        let before = turn
        for instance in backends.indices {
            turn = instance
            try await body()
        }
        turn = before
    }

    /// Everything that the instance has not committed is gone; its next life begins on the rest.
    func crash() async throws {
        watch.sometimes.note(.crash)
        let ending = conductor.processes.filter { $0.instance == turn }
        for point in ending.compactMap(\.crashPoint) { watch.sometimes.note(point) }
        watch.note([], "CRASH in \(ending.map { "\($0.useCase)@\($0.place?.rawValue ?? "-")" })")
        backend?.kill()
        await conductor.crash(turn)
        busy = busy.filter { $0.value != turn }
        notBefore = [:]
        alarms = [:]
        watch.forgetUnderWay()
        await close()
        try await open()
    }
}
