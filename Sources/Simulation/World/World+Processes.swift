import Inventory
import Sync

// Use cases of the installation, started by the scheduler and run from port to port.
extension World {
    /// Starts a use case and lets it come to its first port.
    @discardableResult
    func run(_ useCase: UseCase, _ skus: [SKU] = [], _ body: @escaping @Sendable () async throws -> Void) async
        -> Conductor.Process
    {
        let process = await conductor.start(useCase, body)
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
        case is StoreError where options.engine.isRemote && faults.level > 0: watch.sometimes.note(.storeFailed)
        default: watch.report(nil, "\(process.useCase) failed: \(failure)")
        }
    }

    /// One look of a broadcaster at what is due.
    func startRound(of channel: ChannelID) async {
        guard let broadcaster = backend?.broadcaster(of: channel), claim("round \(channel)") else { return }
        watch.dirtied.remove(channel)
        if watch.swept.remove(channel) != nil { broadcaster.expectSweep() }
        await run(.round) { @SimulationActor [self] in
            do {
                ended(try await broadcaster.round(failures: 0), of: channel)
            } catch {
                ended(.failed(retryAfter: nil, reason: "the store failed"), of: channel)
                throw error
            }
        }
        .whenFinished { [self] in
            watch.endTelling(channel)
            release("round \(channel)")
        }
    }

    private func ended(_ result: RoundResult, of channel: ChannelID) {
        switch result {
        case .progress: watch.dirtied.insert(channel)
        case .idle(let until):
            if let until { wake(channel, at: until) }
        case .failed:
            wake(channel, at: clock.now.adding(milliseconds: chance.number(in: 500...20_000)))
        case .paused: break
        }
    }

    private func wake(_ channel: ChannelID, at moment: Timestamp) {
        watch.dirtied.insert(channel)
        notBefore[channel] = moment
    }

    var channelsDue: [ChannelID] {
        watch.dirtied.sorted().filter { channel in
            !busy.contains("round \(channel)") && (notBefore[channel].map { $0 <= clock.now } ?? true)
        }
    }

    /// One look of a settler at what is in doubt.
    func startLook(at channel: ChannelID) async {
        guard let settler = backend?.settler(of: channel), claim("look \(channel)") else { return }
        watch.looks[channel] = nil
        await run(.look) { @SimulationActor [self] in
            do {
                ended(try await settler.step(), at: channel)
            } catch {
                ended(.failed(retryAfter: nil, reason: "the store failed"), at: channel)
                throw error
            }
        }
        .whenFinished { [self] in release("look \(channel)") }
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
            !busy.contains("look \(channel)") && (watch.looks[channel].map { $0 <= clock.now } ?? false)
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
    private func claim(_ name: String) -> Bool { busy.insert(name).inserted }
    private func release(_ name: String) { busy.remove(name) }
}
