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

        fileprivate init(number: Int, useCase: UseCase) {
            self.number = number
            self.useCase = useCase
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

    /// Starts a use case and runs it to its first port, or its end.
    func start(_ useCase: UseCase, _ body: @escaping @Sendable () async throws -> Void) async -> Process {
        started += 1
        let process = Process(number: started, useCase: useCase)
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

    /// Ends every process where it stands.
    func crash() async {
        for process in processes { process.isDead = true }
        while let process = processes.first { await advance(process) }
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
        process.failure = failure is Crash ? nil : failure
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
    /// Before a request reaches the channel, and after it was carried out before the caller knows.
    case request, reply
    /// Until a time of our clock.
    case sleep
}
