import LoadTesting
import SyncTesting
import Testing

/// What the benchmark measures against must not promise less than DynamoDB does. moto is held to the same in
/// `ConformanceTests`.
@Suite("The benchmark's stand-in for DynamoDB carries the engine", .serialized)
struct BenchStandInTests {
    @Test(arguments: StoreCheck.all)
    func carries(_ promise: StoreCheck) async throws {
        try await Self.run(promise, DynamoDBStandIn.Options())
    }

    @Test("… with a round trip and conflicts", arguments: StoreCheck.all)
    func carriesWithConflicts(_ promise: StoreCheck) async throws {
        try await Self.run(promise, DynamoDBStandIn.Options(roundTrip: .milliseconds(1), hasConflicts: true))
    }

    private static func run(_ promise: StoreCheck, _ options: DynamoDBStandIn.Options) async throws {
        let standIn = try await DynamoDBStandIn(options: options)
        do {
            try await withStore(at: standIn.endpoint) { subject, _, _ in try await promise.run(on: subject) }
        } catch {
            try await standIn.shutDown()
            throw error
        }
        try await standIn.shutDown()
    }
}
