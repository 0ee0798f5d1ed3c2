import Inventory
import Signing
import Sync
import Web

/// A key that lives as long as this process: what a command calls its own server with.
struct EphemeralKey: CredentialVerifier {
    let key: Secret
    private let hash: Digest

    init() {
        let material = APIKeyMaterial.generate()
        key = material.key
        hash = material.storageHash
    }

    func caller(presenting token: String) async throws -> Caller? {
        guard APIKeyMaterial.storageHash(of: Secret(token)) == hash else { return nil }
        return Caller(tenant: .default, role: .admin, name: "command line", mayActForAnyTenant: true)
    }
}
