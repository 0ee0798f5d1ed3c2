import Inventory
import Signing
import Sync

/// The key that everything begins with: an admin of the tenant `default` who may also make tenants.
struct FirstKey {
    static let name = "first"

    let store: any Store
    let clock: any WallClock

    /// Makes `setting` the one first key. Without it the key in the store stays; if there is none, one is generated.
    ///
    /// Answers a generated key, which is nowhere else and must be shown to the person who starts the server.
    func establish(_ setting: Secret?) async throws -> Secret? {
        let held = try await firstKeys()
        let material: APIKeyMaterial
        if let setting {
            material = APIKeyMaterial(key: setting)
            if held.map(\.hash) == [material.storageHash.bytes] { return nil }
        } else if held.isEmpty {
            material = .generate()
        } else {
            return nil
        }
        let now = clock.now
        try await store.write(.default) { tx in
            for key in held { _ = try tx.deleteAccessKey(key.keyId) }
            try tx.put(
                AccessKey(
                    keyId: tx.newID(),
                    tenant: .default,
                    name: Self.name,
                    role: .admin,
                    hash: material.storageHash.bytes,
                    isFirst: true,
                    createdAt: now,
                    expiresAt: nil
                )
            )
        }
        return setting == nil ? material.key : nil
    }

    private func firstKeys() async throws -> [AccessKey] {
        var keys: [AccessKey] = []
        var cursor: String?
        repeat {
            let page = try await store.accessKeys(.default, PageRequest(limit: 250, cursor: cursor))
            keys += page.items.filter(\.isFirst)
            cursor = page.next
        } while cursor != nil
        return keys
    }
}
