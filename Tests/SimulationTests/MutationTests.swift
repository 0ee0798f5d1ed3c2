import Testing

@testable import Simulation

@Suite("Rules broken on purpose")
struct MutationTests {
    @Test("Each is noticed within so many steps", arguments: Mutation.allCases, [1, 1001] as [UInt64])
    func noticed(_ mutation: Mutation, _ seed: UInt64) async throws {
        let options = SimulationOptions(
            seed: seed,
            steps: mutation.stepsToNotice,
            faults: mutation.faults,
            mutation: mutation
        )
        let report = try await Simulation(options).run()
        #expect(report.failure != nil, "\(mutation.rawValue) was not noticed in \(report.steps) steps")
    }
}
