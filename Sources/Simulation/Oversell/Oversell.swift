import Foundation

/// The same rush under every strategy.
package struct Oversell: Sendable {
    package init() {}

    @SimulationActor
    package func measure(_ strategy: RushStrategy, _ options: RushOptions) async throws -> RushOutcome {
        let reactor: any RushReactor =
            switch strategy {
            case .syncState(let buffer): try SyncStateReactor(buffer: buffer)
            case .blindSet: BlindSetReactor()
            case .periodic(let minutes): PeriodicReactor(minutes: minutes)
            case .adjustDeltas: DeltaReactor()
            }
        return try await Rush(strategy, options).run(reactor)
    }
}
