import Foundation
package import Inventory
package import Signing
package import Sync

/// Keeps a channel's credentials sealed with the installation's key, each bound to its tenant and channel.
package struct SealedCredentialVault: SecretVault {
    /// What is inside the seal: JSON, so that a later release can add to it.
    private struct Content: Codable {
        var accessToken: String?
        var signingSecrets: [String]
    }

    private let sealer: SecretSealer

    package init(key: SealingKey) {
        sealer = SecretSealer(key: key)
    }

    package func seal(_ credentials: ChannelCredentials, tenant: TenantID, channel: ChannelID) throws -> [UInt8] {
        let content = Content(accessToken: credentials.accessToken, signingSecrets: credentials.signingSecrets)
        return try sealer.seal(Array(JSONEncoder().encode(content)), context: Self.context(tenant, channel))
    }

    package func open(_ sealed: [UInt8], tenant: TenantID, channel: ChannelID) throws -> ChannelCredentials {
        let content = try JSONDecoder().decode(
            Content.self,
            from: Data(sealer.open(sealed, context: Self.context(tenant, channel)))
        )
        return ChannelCredentials(accessToken: content.accessToken, signingSecrets: content.signingSecrets)
    }

    /// Neither name can hold a slash, so no two places share a context.
    private static func context(_ tenant: TenantID, _ channel: ChannelID) -> String {
        "channel-credentials/\(tenant)/\(channel)"
    }
}
