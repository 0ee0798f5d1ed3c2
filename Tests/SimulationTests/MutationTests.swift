import Testing

@testable import Simulation

@Suite("Rules broken on purpose")
struct MutationTests {
    @Test("Each is noticed within so many steps", arguments: Mutation.allCases)
    func noticed(_ mutation: Mutation) async throws {
        let options = SimulationOptions(
            seed: 1,
            steps: mutation.stepsToNotice,
            faults: mutation.faults,
            mutation: mutation
        )
        let report = try await Simulation(options).run()
        #expect(report.failure != nil, "\(mutation.rawValue) was not noticed in \(report.steps) steps")
    }
}

extension Mutation {
    /// Within how many steps from seed 1 on it must be noticed.
    fileprivate var stepsToNotice: Int { 10_000 }

    /// What only shows when replies are lost needs more of that.
    fileprivate var faults: Int {
        switch self {
        case .freshKey, .lostIsFailed, .unstoredKey: 100
        default: 50
        }
    }
}
