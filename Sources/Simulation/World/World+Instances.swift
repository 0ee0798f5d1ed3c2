import Inventory
import Sync

// Several instances of the installation on the same rows.
extension World {
    /// Between two looks of an instance at who works for which channel.
    nonisolated static let beat = Duration.seconds(5)
    /// In looks: more than the life of a lease.
    private static let patienceWithLeases = 12

    /// Instances that work for the channel and are not at this work already.
    func free(_ work: String, for channel: ChannelID) -> [Int] {
        var instances: [Int] = []
        forEachBackend { number, backend in
            if backend.term(of: channel) != nil, busy["\(work) \(channel) \(number)"] == nil {
                instances.append(number)
            }
        }
        return instances
    }

    /// Makes it the turn of an instance that may do this work. Two may believe so.
    func takeTurn(of work: String, for channel: ChannelID) {
        let instances = free(work, for: channel)
        if instances.count > 1, let one = chance.pick(instances) { turn = one } else { turn = instances.first ?? turn }
    }

    var isBeatDue: Bool {
        options.instances > 1 && clock.passed - beats[turn] >= Self.beat && busy["beat \(turn)"] == nil
    }

    func startBeat() async {
        guard isBeatDue, let backend, claim("beat \(turn)") else { return }
        let (instance, name) = (turn, "beat \(turn)")
        beats[turn] = clock.passed
        await run(.beat) { @SimulationActor [self] in
            do {
                for channel in try await backend.beat() { hasBegun(channel, in: instance) }
            } catch {
                // Looked at again at the next beat.
                watch.note([], "instance \(instance) could not look at the leases")
            }
        }
        .whenFinished { [self] in release(name) }
    }

    private func hasBegun(_ channel: ChannelID, in instance: Int) {
        watch.note([], "instance \(instance) works for \(channel)")
        if let before = lastWorker[channel], before != instance { watch.sometimes.note(.takeover) }
        lastWorker[channel] = instance
        watch.dirtied.insert(channel)
        if channel != sink.channelId { watch.looks[channel] = clock.now }
    }

    /// Those whose look is due take it.
    func beatAll() async {
        guard options.instances > 1 else { return }
        await forAll { await startBeat() }
        await finishAll()
    }

    /// Until somebody works for each channel: leases of those that died run out.
    func settleLeases() async {
        guard options.instances > 1 else { return }
        for _ in 0..<Self.patienceWithLeases {
            await beatAll()
            if watch.allChannels.allSatisfy({ !free("round", for: $0).isEmpty }) { return }
            clock.advance(milliseconds: 20_000)
        }
        watch.report(nil, "nobody works for some channel")
    }
}
