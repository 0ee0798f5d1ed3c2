import Sync

/// Where the rows of a world are kept. They outlive every crash in it.
@SimulationActor
protocol Ground: AnyObject, Sendable {
    /// An engine on what is stored, for one life of an instance.
    func open(_ surroundings: Surroundings) async throws -> OpenEngine
    /// Takes away everything that is stored.
    func clear() async throws
}

/// What every engine of a world shares.
struct Surroundings: Sendable {
    let clock: VirtualClock
    let ids: VirtualIDs
    let conductor: Conductor
    let watch: Watch
    /// What goes wrong between an engine and its tables; nil where nothing does.
    let weather: (any TableWeather)?
}

struct OpenEngine: Sendable {
    let store: any Store
    /// Its process is gone: nothing that it has under way arrives any more.
    let kill: @Sendable () -> Void
    let close: @Sendable () async -> Void
}
