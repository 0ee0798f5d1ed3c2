import DynamoDB
import DynamoDBStore
import Inventory
import Sync

/// Tables of a world's own.
@SimulationActor
final class DynamoDBGround: Ground {
    private let wire: any DynamoDBWire
    private let tablePrefix: String
    private let tokens = TokenMemory()
    /// Lives of instances so far. Rows of instances lie in the order of their names: drawn ones would make two runs of one
    /// seed differ.
    private var lives = 0

    /// Few enough that now and then all attempts of a call fail.
    private static let attempts = 3
    /// Long enough to outlive what the scheduler likes to do between two looks.
    private static let leaseTimes = ChannelLeases.Times(beat: World.beat, life: .seconds(60))

    init(wire: any DynamoDBWire, tablePrefix: String) {
        self.wire = wire
        self.tablePrefix = tablePrefix
    }

    func open(_ surroundings: Surroundings) async throws -> OpenEngine {
        let simulated = SimulatedWire(wire, surroundings, tokens: tokens)
        let time = PassingTime(surroundings, of: simulated)
        let client = DynamoDBClient(
            wire: simulated,
            retries: RetryPolicy(attempts: Self.attempts, random: time.random, sleep: time.sleep)
        )
        let store = try await DynamoDBStore.open(
            client: client,
            clock: surroundings.clock,
            // In whose name a request stands at a port is only known of one at a time.
            options: DynamoDBStore.Options(tablePrefix: tablePrefix, time: time, partsAtOnce: 1),
            logger: Backend.silence,
            makeID: surroundings.ids.next
        )
        lives += 1
        let leases =
            surroundings.isShared
            ? ChannelLeases(store, name: "life-\(lives)", times: Self.leaseTimes, logger: Backend.silence) : nil
        return OpenEngine(
            store: store,
            claims: leases ?? SoleInstance(),
            beat: { try await leases?.look(at: $0) },
            kill: { simulated.kill() },
            close: { await store.close() }
        )
    }

    func clear() async throws {
        let client = DynamoDBClient(wire: wire, retries: RetryPolicy())
        _ = try await TableSetup(client: client, prefix: tablePrefix, logger: Backend.silence).delete()
    }
}

extension PassingTime {
    /// Passes as the world's does, and is the scheduler's to end where somebody waits. Nothing is left to chance.
    fileprivate init(_ surroundings: Surroundings, of engine: SimulatedWire) {
        let (clock, conductor) = (surroundings.clock, surroundings.conductor)
        let start = ContinuousClock.now
        self.init(
            now: { start.advanced(by: clock.passed) },
            sleep: { duration in
                try engine.checkAlive()
                try await conductor.sleep(until: clock.now.adding(duration))
            },
            random: { 0.5 }
        )
    }
}
