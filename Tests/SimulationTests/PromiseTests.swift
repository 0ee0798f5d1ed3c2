import Testing

@testable import Simulation

@Suite("The promises, played")
struct PromiseTests {
    @Test("Seeds that must hold for ever", arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func fixedSeeds(_ seed: UInt64) async throws {
        try await expectNoViolation(SimulationOptions(seed: seed, steps: 2_000, stepsPerEpoch: 400))
    }

    @Test("One SKU in three shops, everything going wrong")
    func crowded() async throws {
        try await expectNoViolation(SimulationOptions(seed: 11, steps: 2_000, shops: 3, skus: 1, faults: 100))
    }

    @Test("A seed that nobody has seen")
    func freshSeed() async throws {
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        print("simulation: fresh seed \(seed)")
        try await expectNoViolation(SimulationOptions(seed: seed, steps: 2_000, stepsPerEpoch: 400))
    }

    private func expectNoViolation(_ options: SimulationOptions) async throws {
        let report = try await Simulation(options).run()
        #expect(report.failure == nil, "\(report.text)")
        #expect(report.steps == options.steps)
    }
}
