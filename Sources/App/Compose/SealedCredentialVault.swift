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
        var renewal: Renewal?
    }

    fileprivate struct Renewal: Codable {
        var clientId: String
        var clientSecret: String
        var refreshToken: String
        /// Milliseconds since the epoch.
        var accessTokenExpiresAt: Int64?
        var refreshTokenExpiresAt: Int64?
        var givenToken: String
    }

    private let sealer: SecretSealer

    package init(key: SealingKey) {
        sealer = SecretSealer(key: key)
    }

    package func seal(_ credentials: ChannelCredentials, tenant: TenantID, channel: ChannelID) throws -> [UInt8] {
        let content = Content(
            accessToken: credentials.accessToken,
            signingSecrets: credentials.signingSecrets,
            renewal: credentials.renewal.map(Renewal.init)
        )
        return try sealer.seal(Array(JSONEncoder().encode(content)), context: Self.context(tenant, channel))
    }

    package func open(_ sealed: [UInt8], tenant: TenantID, channel: ChannelID) throws -> ChannelCredentials {
        let content = try JSONDecoder().decode(
            Content.self,
            from: Data(sealer.open(sealed, context: Self.context(tenant, channel)))
        )
        return ChannelCredentials(
            accessToken: content.accessToken,
            signingSecrets: content.signingSecrets,
            renewal: content.renewal?.opened
        )
    }

    /// Neither name can hold a slash, so no two places share a context.
    private static func context(_ tenant: TenantID, _ channel: ChannelID) -> String {
        "channel-credentials/\(tenant)/\(channel)"
    }
}

extension SealedCredentialVault.Renewal {
    fileprivate init(_ renewal: TokenRenewal) {
        clientId = renewal.clientId
        clientSecret = renewal.clientSecret
        refreshToken = renewal.refreshToken
        accessTokenExpiresAt = renewal.accessTokenExpiresAt?.millisecondsSinceEpoch
        refreshTokenExpiresAt = renewal.refreshTokenExpiresAt?.millisecondsSinceEpoch
        givenToken = renewal.givenToken
    }

    fileprivate var opened: TokenRenewal {
        var renewal = TokenRenewal(
            clientId: clientId,
            clientSecret: clientSecret,
            refreshToken: refreshToken,
            accessTokenExpiresAt: accessTokenExpiresAt.map { Timestamp(millisecondsSinceEpoch: $0) },
            refreshTokenExpiresAt: refreshTokenExpiresAt.map { Timestamp(millisecondsSinceEpoch: $0) }
        )
        renewal.givenToken = givenToken
        return renewal
    }
}
