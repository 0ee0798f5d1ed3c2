import Inventory
import Sync

// Use cases of the installation, started by the scheduler and run from port to port.
extension World {
    /// Starts a use case and lets it come to its first port.
    @discardableResult
    func run(_ useCase: UseCase, _ skus: [SKU] = [], _ body: @escaping @Sendable () async throws -> Void) async
        -> Conductor.Process
    {
        let process = await conductor.start(useCase, on: turn, body)
        look(at: process)
        return process
    }

    func advance(_ process: Conductor.Process) async {
        await conductor.advance(process)
        look(at: process)
    }

    /// Runs everything under way to its end.
    func finishAll() async {
        for _ in 0..<Self.longestWork {
            if let process = chance.pick(awake) {
                await advance(process)
            } else if let next = conductor.processes.compactMap(\.wakesAt).min() {
                clock.advance(milliseconds: next.milliseconds(since: clock.now))
            } else {
                return
            }
        }
        watch.report(nil, "\(conductor.processes.map(\.useCase.rawValue)) do not end")
    }

    /// Use cases under way that can go on now.
    var awake: [Conductor.Process] { conductor.awake(at: clock.now) }

    private static let longestWork = 5_000

    private func look(at process: Conductor.Process) {
        guard process.isFinished, let failure = process.failure else { return }
        switch failure {
        case is GatewayError: break
        case DomainError.refused(let code, _) where code == "channel_unavailable": break
        case StoreError.unavailable(let reason) where options.instances > 1 && reason.hasPrefix("another instance"):
            watch.sometimes.note(.fenced)
        case is CancellationError where options.instances > 1: watch.sometimes.note(.fenced)
        // Where others write the same rows, a step that was kept waiting gives up.
        case is StoreError where options.engine.isRemote && (faults.level > 0 || options.instances > 1):
            watch.sometimes.note(.storeFailed)
        default: watch.report(nil, "\(process.useCase) failed: \(failure)")
        }
    }

    /// One look of a broadcaster at what is due.
    func startRound(of channel: ChannelID) async {
        takeTurn(of: "round", for: channel)
        let name = "round \(channel) \(turn)"
        guard let backend, let broadcaster = backend.broadcaster(of: channel), claim(name) else { return }
        watch.dirtied.remove(channel)
        alarms[channel] = nil
        // Of those that others have asked for it hears by its beat.
        if watch.swept.remove(channel) != nil { broadcaster.expectSweep() }
        await run(.round) { @SimulationActor [self] in
            do {
                let result = try await backend.working(for: channel) { try await broadcaster.round(failures: 0) }
                ended(result, of: channel)
            } catch {
                if error is CancellationError { backend.endWork(for: channel) }
                ended(.failed(retryAfter: nil, reason: "the store failed"), of: channel)
                throw error
            }
        }
        .whenFinished { [self] in
            watch.endTelling(channel)
            release(name)
        }
    }

    private func ended(_ result: RoundResult, of channel: ChannelID) {
        switch result {
        case .progress: watch.dirtied.insert(channel)
        case .idle(let until):
            alarms[channel] = until
        case .failed:
            watch.dirtied.insert(channel)
            notBefore[channel] = clock.now.adding(milliseconds: chance.number(in: 500...20_000))
        case .paused: break
        }
    }

    var channelsDue: [ChannelID] {
        let woken = alarms.filter { $0.value <= clock.now }.keys
        return watch.dirtied.union(woken).sorted().filter { channel in
            !free("round", for: channel).isEmpty && (notBefore[channel].map { $0 <= clock.now } ?? true)
        }
    }

    /// One look of a settler at what is in doubt.
    func startLook(at channel: ChannelID) async {
        takeTurn(of: "look", for: channel)
        let name = "look \(channel) \(turn)"
        guard let backend, let settler = backend.settler(of: channel), claim(name) else { return }
        watch.looks[channel] = nil
        await run(.look) { @SimulationActor [self] in
            do {
                let result = try await backend.working(for: channel) { try await settler.step() }
                ended(result, at: channel)
            } catch {
                ended(.failed(retryAfter: nil, reason: "the store failed"), at: channel)
                throw error
            }
        }
        .whenFinished { [self] in release(name) }
    }

    private func ended(_ result: RoundResult, at channel: ChannelID) {
        switch result {
        case .progress: watch.looks[channel] = clock.now
        case .idle(let until): if let until { look(at: channel, by: until) }
        case .failed: look(at: channel, by: clock.now.adding(milliseconds: chance.number(in: 500...20_000)))
        case .paused: break
        }
    }

    private func look(at channel: ChannelID, by moment: Timestamp) {
        watch.looks[channel] = min(watch.looks[channel] ?? moment, moment)
    }

    var channelsInDoubt: [ChannelID] {
        watch.looks.keys.sorted().filter { channel in
            !free("look", for: channel).isEmpty && (watch.looks[channel].map { $0 <= clock.now } ?? false)
        }
    }

    func startReconciliation(of shop: SimulatedShop) async {
        guard let operations = backend?.operations, claim("read \(shop.channelId)") else { return }
        watch.note([], "reconcile \(shop.channelId)")
        // As the service does it: what a crash cut short goes on.
        await run(.reconciliation) {
            _ = try await operations.reconcile(Self.tenant, shop.channelId, dryRun: false, resuming: true)
        }
        .whenFinished { [self] in release("read \(shop.channelId)") }
    }

    /// The catalogue read as for the first time: SKUs that nobody has counted are taken from the shop.
    func startImport(of shop: SimulatedShop) async {
        guard let operations = backend?.operations, claim("read \(shop.channelId)") else { return }
        watch.note([], "import \(shop.channelId)")
        await run(.import) {
            _ = try await operations.importCatalogue(Self.tenant, shop.channelId, dryRun: false)
        }
        .whenFinished { [self] in release("read \(shop.channelId)") }
    }

    /// For work that runs once at a time: whoever waited for another's end would wait at no port.
    func claim(_ name: String) -> Bool {
        guard busy[name] == nil else { return false }
        busy[name] = turn
        return true
    }

    func release(_ name: String) { busy[name] = nil }
}
