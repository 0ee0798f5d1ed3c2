import Inventory
import NIOConcurrencyHelpers
import Sync

/// Idempotency keys whose first request is still running in this process.
final class RunningKeys: Sendable {
    private struct Key: Hashable {
        let tenant: TenantID
        let scope: IdempotentAnswer.Scope
    }

    private let running = NIOLockedValueBox<Set<Key>>([])

    /// False when the key is running already. Who gets true must call `end` once.
    func begin(_ tenant: TenantID, _ scope: IdempotentAnswer.Scope) -> Bool {
        running.withLockedValue { $0.insert(Key(tenant: tenant, scope: scope)).inserted }
    }

    func end(_ tenant: TenantID, _ scope: IdempotentAnswer.Scope) {
        running.withLockedValue { _ = $0.remove(Key(tenant: tenant, scope: scope)) }
    }
}

extension Call {
    /// Runs work that is more than one atomic step. With an `Idempotency-Key` its answer is kept once it has ended well;
    /// while it is running, the same key is asked to come again.
    func once(_ body: ReadBody, _ work: () async throws -> Answer) async throws -> Answer {
        guard let idempotency = try idempotency(body) else { return try await work() }
        return try await whileRunning(idempotency) {
            if let held = try await web.store.write(tenant, { tx in try idempotency.answer(tx) }) { return held }
            let answer = try await work()
            try await web.store.write(tenant) { tx in try idempotency.keep(answer, tx) }
            return answer
        }
    }

    /// Runs long work under its key; the same key is asked to come again meanwhile.
    func whileRunning(_ idempotency: Idempotency, _ work: () async throws -> Answer) async throws -> Answer {
        guard runningKeys.begin(tenant, idempotency.scope) else {
            throw Failure.busy(
                "idempotency_in_progress",
                "The first request with this Idempotency-Key is still running"
            )
        }
        defer { runningKeys.end(tenant, idempotency.scope) }
        return try await work()
    }
}
