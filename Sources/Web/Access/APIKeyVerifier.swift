import Inventory
import NIOConcurrencyHelpers
import Signing
package import Sync

/// Looks API keys up by their hash, with a small cache in front of the store. A key that is deleted in this process is
/// refused at once, one that another process deleted within `timeToLive`.
package final class APIKeyVerifier: CredentialVerifier {
    private struct Entry {
        let key: AccessKey
        let staleAt: Timestamp
    }

    private struct State {
        var entries: [Digest: Entry] = [:]
        /// Rises with every revocation: a lookup that began before one is not kept.
        var revocations = 0
    }

    private static let timeToLive: Duration = .seconds(30)
    private static let capacity = 1024

    private let store: any Store
    private let clock: any WallClock
    private let state = NIOLockedValueBox(State())

    package init(store: any Store, clock: any WallClock) {
        self.store = store
        self.clock = clock
    }

    package func caller(presenting token: String) async throws -> Caller? {
        let hash = SHA256.hash(token)
        let now = clock.now
        let (cached, revocations) = state.withLockedValue { state -> (AccessKey?, Int) in
            guard let entry = state.entries[hash], now < entry.staleAt else { return (nil, state.revocations) }
            return (entry.key, state.revocations)
        }
        if let cached { return Self.caller(cached, now) }
        guard let key = try await store.accessKey(hash: hash.bytes) else { return nil }
        keep(key, hash, now, unlessRevokedSince: revocations)
        return Self.caller(key, now)
    }

    /// Forgets a key that was deleted.
    package func revoke(keyId: String) {
        state.withLockedValue { state in
            state.revocations += 1
            state.entries = state.entries.filter { $0.value.key.keyId != keyId }
        }
    }

    private func keep(_ key: AccessKey, _ hash: Digest, _ now: Timestamp, unlessRevokedSince revocations: Int) {
        state.withLockedValue { state in
            guard state.revocations == revocations else { return }
            // Real keys are few; a full cache begins anew rather than keep an order of use.
            if state.entries.count >= Self.capacity { state.entries.removeAll() }
            state.entries[hash] = Entry(key: key, staleAt: now.adding(Self.timeToLive))
        }
    }

    private static func caller(_ key: AccessKey, _ now: Timestamp) -> Caller? {
        if let expiresAt = key.expiresAt, expiresAt <= now { return nil }
        return Caller(tenant: key.tenant, role: key.role, name: key.name, mayActForAnyTenant: key.isFirst)
    }
}
