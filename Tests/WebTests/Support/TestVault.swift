import Foundation
import Inventory
import Signing
import Sync

/// Seals in earnest, with a key of its own.
struct TestVault: SecretVault {
    private struct Content: Codable {
        let accessToken: String?
        let signingSecrets: [String]
        let renewal: [String]?
    }

    private let sealer = SecretSealer(key: .generate())

    func seal(_ credentials: ChannelCredentials, tenant: TenantID, channel: ChannelID) throws -> [UInt8] {
        let content = Content(
            accessToken: credentials.accessToken,
            signingSecrets: credentials.signingSecrets,
            renewal: credentials.renewal.map { [$0.clientId, $0.clientSecret, $0.refreshToken, $0.givenToken] }
        )
        return try sealer.seal(Array(JSONEncoder().encode(content)), context: "\(tenant)/\(channel)")
    }

    func open(_ sealed: [UInt8], tenant: TenantID, channel: ChannelID) throws -> ChannelCredentials {
        let content = try JSONDecoder().decode(
            Content.self,
            from: Data(sealer.open(sealed, context: "\(tenant)/\(channel)"))
        )
        return ChannelCredentials(
            accessToken: content.accessToken,
            signingSecrets: content.signingSecrets,
            renewal: content.renewal.map { texts in
                var renewal = TokenRenewal(
                    clientId: texts[0],
                    clientSecret: texts[1],
                    refreshToken: texts[2],
                    accessTokenExpiresAt: nil,
                    refreshTokenExpiresAt: nil
                )
                renewal.givenToken = texts[3]
                return renewal
            }
        )
    }
}
