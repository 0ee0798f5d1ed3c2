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
    /// Which of the instances, and whether there are others.
    var instance = 0
    var isShared = false
}

struct OpenEngine: Sendable {
    let store: any Store
    let claims: any ChannelClaims
    /// One look at who works for which channel.
    let beat: @Sendable ([DirectoryEntry]) async throws -> Void
    /// Its process is gone: nothing that it has under way arrives any more.
    let kill: @Sendable () -> Void
    let close: @Sendable () async -> Void
}
