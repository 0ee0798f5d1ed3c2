import Testing

@testable import Simulation

@Suite("The simulator itself")
struct DeterminismTests {
    @Test("One seed is one run, byte for byte")
    func oneSeedOneRun() async throws {
        let options = SimulationOptions(seed: 7, steps: 600, stepsPerEpoch: 300, epochsPerWorld: 2)
        let first = try await Simulation(options).run()
        let second = try await Simulation(options).run()
        #expect(first.fingerprint == second.fingerprint)
        #expect(first.sometimes == second.sometimes)
        var other = options
        other.seed = 8
        let third = try await Simulation(other).run()
        #expect(first.fingerprint != third.fingerprint)
    }
}
