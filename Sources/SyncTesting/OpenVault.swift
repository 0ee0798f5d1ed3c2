package import Inventory
package import Sync

/// Seals nothing, and knows one signing secret: for tests of what is not about secrets.
package struct OpenVault: SecretVault {
    package init() {}

    package func seal(_ credentials: ChannelCredentials, tenant: TenantID, channel: ChannelID) -> [UInt8] { [] }

    package func open(_ sealed: [UInt8], tenant: TenantID, channel: ChannelID) -> ChannelCredentials {
        ChannelCredentials(accessToken: nil, signingSecrets: ["secret"])
    }
}
