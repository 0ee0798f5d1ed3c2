/// Runs use cases one at a time, each from one port to the next. Whoever stands at a port waits until the scheduler
/// resumes it, so the order of everything is the scheduler's choice and never the runtime's.
@SimulationActor
final class Conductor {
    /// A use case under way.
    @SimulationActor
    final class Process {
        let number: Int
        let name: String
        fileprivate(set) var place: Port?
        fileprivate(set) var failure: (any Error)?
        fileprivate(set) var isFinished = false
        fileprivate var isDead = false
        fileprivate var onFinish: (@SimulationActor () -> Void)?
        fileprivate var continuation: CheckedContinuation<Void, Never>?

        fileprivate init(number: Int, name: String) {
            self.number = number
            self.name = name
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
    func start(_ name: String, _ body: @escaping @Sendable () async throws -> Void) async -> Process {
        started += 1
        let process = Process(number: started, name: name)
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
        await withCheckedContinuation { continuation in
            process.continuation = continuation
            giveBack()
        }
        if process.isDead { throw Crash() }
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
enum Port: String, Sendable {
    /// Before a write reaches the store, and after its commit before the caller knows.
    case write, written
    /// Before a request reaches the channel, and after it was carried out before the caller knows.
    case request, reply
}
