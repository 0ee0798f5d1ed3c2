import Inventory
import Sync

/// The real engine, with the scheduler before and after every write, and the promises checked after every commit.
final class SimulatedStore: Store {
    let base: any Store
    private let conductor: Conductor
    private let watch: Watch
    private let instance: Int

    init(_ base: any Store, _ surroundings: Surroundings) {
        self.base = base
        conductor = surroundings.conductor
        watch = surroundings.watch
        instance = surroundings.instance
    }

    func write<Result: Sendable>(
        _ tenant: TenantID,
        _ body: @escaping @Sendable (any StoreTransaction) throws -> Result
    ) async throws -> Result {
        try await conductor.pause(at: .write)
        let (mutation, instance) = (watch.mutation, instance)
        let underWay = await watch.telling
        let commit = PendingCommit()
        await conductor.beginCommit(commit)
        let result: Result
        do {
            result = try await base.write(tenant) { tx in
                let observed = ObservedTransaction(tx, instance: instance, mutation: mutation, underWay: underWay)
                let result = try body(observed)
                commit.put(observed.record)
                return result
            }
        } catch {
            await conductor.endCommit()
            throw error
        }
        await conductor.endCommit()
        // Unless it was seen to arrive in the tables.
        await watch.committed(commit)
        try await conductor.pause(at: .written)
        return result
    }

    func observe(_ observer: any CommitObserver) { base.observe(observer) }

    func broadcastCandidates(
        _ tenant: TenantID,
        _ channel: ChannelID,
        now: Timestamp,
        limit: Int
    ) async throws -> [BroadcastCandidate] {
        let candidates = try await base.broadcastCandidates(tenant, channel, now: now, limit: limit)
        return await watch.read(candidates, for: Post(instance: instance, channel: channel))
    }
}
