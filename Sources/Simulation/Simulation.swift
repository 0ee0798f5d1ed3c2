import Inventory

/// Plays worlds, one seed after the other, until so many steps are done or a promise is broken.
package struct Simulation: Sendable {
    private let options: SimulationOptions

    package init(_ options: SimulationOptions) {
        self.options = options
    }

    @SimulationActor
    package func run() async throws -> SimulationReport {
        var report = SimulationReport(options: options)
        let start = ContinuousClock.now
        while report.steps < options.steps, report.failure == nil {
            var world = options
            world.seed = options.seed &+ UInt64(report.worlds)
            try await play(world, &report)
        }
        report.duration = start.duration(to: .now)
        return report
    }

    @SimulationActor
    private func play(_ options: SimulationOptions, _ report: inout SimulationReport) async throws {
        let ground = try options.engine.ground(world: report.worlds)
        do {
            try await play(World(options: options, ground: ground), options, &report)
        } catch {
            try await ground.clear()
            throw error
        }
        try await ground.clear()
    }

    @SimulationActor
    private func play(_ world: World, _ options: SimulationOptions, _ report: inout SimulationReport) async throws {
        try await world.setUp()
        var stepsOfWorld = 0
        for _ in 0..<options.epochsPerWorld where report.steps < options.steps && world.watch.violation == nil {
            world.beginEpoch()
            for _ in 0..<options.stepsPerEpoch where report.steps < options.steps && world.watch.violation == nil {
                try await world.step()
                report.steps += 1
                stepsOfWorld += 1
            }
            if world.watch.violation == nil { try await world.comeToRest() }
        }
        await world.conductor.crash()
        await world.forAll { await world.close() }
        report.worlds += 1
        report.add(world.watch.sometimes)
        report.add(fingerprint: world.watch.trace.fingerprint)
        if let violation = world.watch.violation {
            report.failure = SimulationReport.Failure(
                violation: violation,
                seed: options.seed,
                steps: stepsOfWorld,
                trace: world.watch.trace.tail(of: violation.sku)
            )
        }
    }
}
