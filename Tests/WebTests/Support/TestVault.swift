import Foundation
import Inventory
import Signing
import Sync

/// Seals in earnest, with a key of its own.
struct TestVault: SecretVault {
    private struct Content: Codable {
        let accessToken: String?
        let signingSecrets: [String]
    }

    private let sealer = SecretSealer(key: .generate())

    func seal(_ credentials: ChannelCredentials, tenant: TenantID, channel: ChannelID) throws -> [UInt8] {
        let content = Content(accessToken: credentials.accessToken, signingSecrets: credentials.signingSecrets)
        return try sealer.seal(Array(JSONEncoder().encode(content)), context: "\(tenant)/\(channel)")
    }

    func open(_ sealed: [UInt8], tenant: TenantID, channel: ChannelID) throws -> ChannelCredentials {
        let content = try JSONDecoder().decode(
            Content.self,
            from: Data(sealer.open(sealed, context: "\(tenant)/\(channel)"))
        )
        return ChannelCredentials(accessToken: content.accessToken, signingSecrets: content.signingSecrets)
    }
}
