import Inventory
import NIOConcurrencyHelpers
import Signing
import Sync

/// Looks API keys up by their hash, with a small cache in front of the store. A key that is deleted in this process is
/// refused at once, one that another process deleted within `timeToLive`.
final class APIKeyVerifier: Sendable {
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

    init(store: any Store, clock: any WallClock) {
        self.store = store
        self.clock = clock
    }

    static func hash(of token: Substring) -> Digest {
        var token = token
        return token.withUTF8 { SHA256.hash(UnsafeRawBufferPointer($0)) }
    }

    /// The caller whose key has this hash, if it was looked up a moment ago.
    func remembered(_ hash: Digest) -> Caller? {
        let now = clock.now
        let key: AccessKey? = state.withLockedValue { state in
            guard let entry = state.entries[hash], now < entry.staleAt else { return nil }
            return entry.key
        }
        return key.flatMap { Self.caller($0, now) }
    }

    /// Nil for a key that is not known, was revoked or has expired.
    func caller(withKeyOf hash: Digest) async throws -> Caller? {
        let now = clock.now
        let revocations = state.withLockedValue { $0.revocations }
        guard let key = try await store.accessKey(hash: hash.bytes) else { return nil }
        keep(key, hash, now, unlessRevokedSince: revocations)
        return Self.caller(key, now)
    }

    /// Forgets a key that was deleted.
    func revoke(keyId: String) {
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
