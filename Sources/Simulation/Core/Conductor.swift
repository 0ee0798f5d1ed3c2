import Inventory

/// Runs use cases one at a time, each from one port to the next. Whoever stands at a port waits until the scheduler
/// resumes it, so the order of everything is the scheduler's choice and never the runtime's.
@SimulationActor
final class Conductor {
    /// A use case under way.
    @SimulationActor
    final class Process {
        let number: Int
        let useCase: UseCase
        /// The instance that it runs in.
        let instance: Int
        fileprivate(set) var place: Port?
        /// Whether it has asked a channel.
        fileprivate(set) var hasAsked = false
        fileprivate(set) var failure: (any Error)?
        fileprivate(set) var isFinished = false
        fileprivate var isDead = false
        fileprivate var onFinish: (@SimulationActor () -> Void)?
        /// Nil unless it sleeps; by our clock.
        fileprivate(set) var wakesAt: Timestamp?
        fileprivate var continuation: CheckedContinuation<Void, Never>?
        /// Set from when it has handed a step to its engine until that has answered.
        fileprivate(set) var pendingCommit: PendingCommit?

        fileprivate init(number: Int, useCase: UseCase, instance: Int) {
            self.number = number
            self.useCase = useCase
            self.instance = instance
        }

        /// Where it would end if it ended now; a second request stands where the first one did.
        var crashPoint: CrashPoint? {
            place.map { CrashPoint(useCase: useCase, port: $0, hasAsked: $0 == .request ? false : hasAsked) }
        }

        /// Runs `body` at the end of the process, which may lie behind already.
        func whenFinished(_ body: @escaping @SimulationActor () -> Void) {
            if isFinished { body() } else { onFinish = body }
        }
    }

    /// The process ended where it stood; whatever it had not committed is gone.
    struct Crash: Error {}

    private(set) var processes: [Process] = []
    private var current: Process?
    private var scheduler: CheckedContinuation<Void, Never>?
    private var started = 0
    /// Of what runs outside of processes.
    private var outerCommit: PendingCommit?

    /// Starts a use case and runs it to its first port, or its end.
    func start(
        _ useCase: UseCase,
        on instance: Int = 0,
        _ body: @escaping @Sendable () async throws -> Void
    ) async -> Process {
        started += 1
        let process = Process(number: started, useCase: useCase, instance: instance)
        processes.append(process)
        await handOver(to: process) {
            Task {
                do {
                    try await body()
                    self.finish(process, nil)
                } catch {
                    self.finish(process, error)
                }
            }
        }
        return process
    }

    /// Runs a process that waits at a port to its next one, or its end.
    func advance(_ process: Process) async {
        guard let continuation = process.continuation else { return }
        process.continuation = nil
        await handOver(to: process) { continuation.resume() }
    }

    /// Ends every process of the instance where it stands; of all instances when it is nil.
    func crash(_ instance: Int? = nil) async {
        func isMeant(_ process: Process) -> Bool { instance.map { $0 == process.instance } ?? true }
        for process in processes where isMeant(process) { process.isDead = true }
        while let process = processes.first(where: isMeant) { await advance(process) }
    }

    /// Those that do not sleep.
    func ready(at now: Timestamp) -> [Process] {
        processes.filter { process in process.wakesAt.map { $0 <= now } ?? true }
    }

    /// Those of them that can go on now. Whoever waited in an engine for another's commit to end would wait at no port: a
    /// step is handed to an engine only when it has none under way.
    func awake(at now: Timestamp) -> [Process] {
        let atWork = Set(processes.filter { $0.pendingCommit != nil }.map(\.instance))
        return ready(at: now).filter { $0.place != .write || !atWork.contains($0.instance) }
    }

    /// The instance of whoever runs just now; the first one outside of processes.
    var instance: Int { current?.instance ?? 0 }

    /// The step that was handed to an engine by whoever runs just now.
    var pendingCommit: PendingCommit? { current.map(\.pendingCommit) ?? outerCommit }

    func beginCommit(_ commit: PendingCommit) {
        if let current { current.pendingCommit = commit } else { outerCommit = commit }
    }

    func endCommit() {
        if let current { current.pendingCommit = nil } else { outerCommit = nil }
    }

    /// Called by ports: waits for the scheduler. Outside a process nothing waits.
    ///
    /// Throws `Crash` when the process has ended meanwhile.
    func pause(at place: Port) async throws {
        guard let process = current else { return }
        if process.isDead { throw Crash() }
        process.place = place
        if place == .reply { process.hasAsked = true }
        await withCheckedContinuation { continuation in
            process.continuation = continuation
            giveBack()
        }
        if process.isDead { throw Crash() }
    }

    /// Waits for the scheduler, which does not resume it before then.
    func sleep(until moment: Timestamp) async throws {
        let sleeper = current
        sleeper?.wakesAt = moment
        defer { sleeper?.wakesAt = nil }
        try await pause(at: .sleep)
    }

    private func handOver(to process: Process, _ go: () -> Void) async {
        current = process
        await withCheckedContinuation { continuation in
            scheduler = continuation
            go()
        }
        current = nil
    }

    private func finish(_ process: Process, _ failure: (any Error)?) {
        process.isFinished = true
        process.failure = process.isDead ? nil : failure
        processes.removeAll { $0 === process }
        process.onFinish?()
        giveBack()
    }

    private func giveBack() {
        let waiting = scheduler
        scheduler = nil
        waiting?.resume()
    }
}

/// Where a use case meets the world: between any two of these the scheduler may let other things happen.
enum Port: String, Sendable, CaseIterable {
    /// Before a write reaches the store, and after its commit before the caller knows.
    case write, written
    /// Before what an engine writes reaches its tables, and after it was carried out before the engine knows.
    case landing, landed
    /// Before a request reaches the channel, and after it was carried out before the caller knows.
    case request, reply
    /// Until a time of our clock.
    case sleep
}
