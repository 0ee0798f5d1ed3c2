import CurlClient
import DynamoDB
import Foundation
import Testing

@testable import Simulation

/// Each run has tables of its own in the stand-in that `make test` starts.
@Suite(
    "The promises, played on DynamoDB",
    .serialized,
    .enabled(if: StandIn.endpoint != nil)
)
struct DynamoDBPromiseTests {
    @Test("Seeds that must hold for ever", arguments: [100, 200])
    func fixedSeeds(seed: UInt64) async throws {
        try await expectNoViolation(SimulationOptions(seed: seed, steps: 800, faults: 100))
    }

    @Test("One SKU in three shops, everything going wrong")
    func crowded() async throws {
        try await expectNoViolation(SimulationOptions(seed: 11, steps: 500, shops: 3, skus: 1, faults: 100))
    }

    @Test("Two instances on the same tables, one of which dies now and then")
    func instances() async throws {
        var taken = Sometimes()
        for seed in [100, 104] as [UInt64] {
            let options = SimulationOptions(seed: seed, steps: 700, instances: 2)
            let report = try await run(options)
            #expect(report.failure == nil, "\(report.text)")
            taken.add(report.sometimes)
            let again = try await run(options)
            #expect(report.fingerprint == again.fingerprint)
        }
        for path in [RarePath.takeover, .staleCommit, .crash] {
            #expect(taken.counts[path] ?? 0 > 0, "\(path.rawValue) did not happen")
        }
    }

    @Test("Two instances that nothing befalls, and that each change buffer rules")
    func calmInstances() async throws {
        try await expectNoViolation(SimulationOptions(seed: 44, steps: 600, faults: 0, instances: 2))
    }

    /// `SIMULATION_SEED` plays one again that was printed.
    @Test("Seeds that nobody has seen")
    func freshSeeds() async throws {
        let asked = ProcessInfo.processInfo.environment["SIMULATION_SEED"].flatMap { UInt64($0) }
        let seed = asked ?? UInt64.random(in: 0...UInt64(UInt32.max))
        print("simulation on DynamoDB: fresh seed \(seed); SIMULATION_SEED=\(seed) plays it again")
        try await expectNoViolation(SimulationOptions(seed: seed, steps: 500, faults: 100))
        try await expectNoViolation(SimulationOptions(seed: seed, steps: 500, instances: 2))
    }

    @Test("One seed is one run, byte for byte, and takes the paths of failing tables")
    func oneSeedOneRun() async throws {
        let options = SimulationOptions(seed: 1, steps: 400, faults: 100, stepsPerEpoch: 400, epochsPerWorld: 1)
        let first = try await run(options)
        let second = try await run(options)
        #expect(first.fingerprint == second.fingerprint)
        #expect(first.sometimes == second.sometimes)
        for path in [RarePath.tableConflict, .tableReplyLost, .crash] {
            #expect(first.sometimes.counts[path] ?? 0 > 0, "\(path.rawValue) did not happen")
        }
    }

    @Test("Rules broken on purpose are noticed", arguments: [Mutation.blindSet, .noDedup], [1, 2])
    func noticed(_ mutation: Mutation, _ instances: Int) async throws {
        let options = SimulationOptions(seed: 1001, steps: 1_500, mutation: mutation, instances: instances)
        let report = try await run(options)
        #expect(report.failure != nil, "\(mutation.rawValue) was not noticed in \(report.steps) steps")
        #expect(report.text.contains("--store dynamodb"))
    }

    private func expectNoViolation(_ options: SimulationOptions) async throws {
        let report = try await run(options)
        #expect(report.failure == nil, "\(report.text)")
        #expect(report.steps == options.steps)
    }

    private func run(_ options: SimulationOptions) async throws -> SimulationReport {
        try await StandIn.withEngine { engine in
            var options = options
            options.engine = engine
            return try await Simulation(options).run()
        }
    }
}

enum StandIn {
    /// Nil where none was started: then the tests that need it are skipped.
    static let endpoint = ProcessInfo.processInfo.environment["DYNAMODB_TEST_ENDPOINT"]

    static func withEngine<Result>(_ body: (SimulatedEngine) async throws -> Result) async throws -> Result {
        let http = try CurlClient()
        let client = DynamoDBClient(
            http: http,
            configuration: DynamoDBClient.Configuration(
                region: "eu-central-1",
                endpoint: endpoint,
                timeout: .seconds(60)
            ),
            credentials: FixedCredentials(AWSCredentials(accessKeyID: "test", secretAccessKey: "test"))
        )
        do {
            let result = try await body(.dynamoDB(client.wire, tablePrefix: "simulation-\(UUID().uuidString)-"))
            await http.shutdown()
            return result
        } catch {
            await http.shutdown()
            throw error
        }
    }
}
