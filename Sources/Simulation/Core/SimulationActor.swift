/// Everything that the simulated world consists of lives here: one thing happens at a time.
@globalActor
package actor SimulationActor {
    package static let shared = SimulationActor()
}
