import DynamoDB
import DynamoDBStore
import Inventory
import Sync

/// Tables of a world's own.
@SimulationActor
final class DynamoDBGround: Ground {
    private let wire: any DynamoDBWire
    private let tablePrefix: String
    /// Tokens of transactions that were carried out, as DynamoDB remembers them.
    private let tokens = TokenMemory()

    /// Few enough that now and then all attempts of a call fail.
    private static let attempts = 3
    /// Long enough to outlive what the scheduler likes to do between two looks.
    private static let leaseTimes = ChannelLeases.Times(beat: World.beat, life: .seconds(60))

    init(wire: any DynamoDBWire, tablePrefix: String) {
        self.wire = wire
        self.tablePrefix = tablePrefix
    }

    func open(_ surroundings: Surroundings) async throws -> OpenEngine {
        let time = PassingTime(surroundings)
        let simulated = SimulatedWire(wire, surroundings, tokens: tokens)
        let client = DynamoDBClient(
            wire: simulated,
            retries: RetryPolicy(attempts: Self.attempts, random: time.random, sleep: time.sleep)
        )
        let store = try await DynamoDBStore.open(
            client: client,
            clock: surroundings.clock,
            options: DynamoDBStore.Options(tablePrefix: tablePrefix, time: time),
            logger: Backend.silence,
            makeID: surroundings.ids.next
        )
        let leases = surroundings.isShared ? ChannelLeases(store, times: Self.leaseTimes, logger: Backend.silence) : nil
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
    fileprivate init(_ surroundings: Surroundings) {
        let (clock, conductor) = (surroundings.clock, surroundings.conductor)
        let start = ContinuousClock.now
        self.init(
            now: { start.advanced(by: clock.passed) },
            sleep: { try await conductor.sleep(until: clock.now.adding($0)) },
            random: { 0.5 }
        )
    }
}
