package import Inventory

/// A channel's tokens in the store, sealed.
package struct StoredTokens: TokenKeeper {
    private let store: any Store
    private let vault: any SecretVault
    private let tenant: TenantID
    private let channelId: ChannelID
    private let shop: String
    private let claims: any ChannelClaims

    package init(
        store: any Store,
        vault: any SecretVault,
        claims: any ChannelClaims,
        tenant: TenantID,
        channel: ChannelID,
        shop: String
    ) {
        self.store = store
        self.vault = vault
        self.tenant = tenant
        channelId = channel
        self.shop = shop
        self.claims = claims
    }

    package func stored() async throws -> ChannelCredentials? {
        guard let channel = try await store.channel(tenant, channelId) else { return nil }
        return opened(channel)
    }

    package func keep(_ tokens: RenewedTokens, clientId: String) async throws {
        try await store.write(tenant) { [self] tx in
            guard let shop = try tx.channel(channelId)?.shop else { return }
            for var channel in try tx.channels() where channel.shop == shop {
                guard var credentials = opened(channel), credentials.renewal?.clientId == clientId else { continue }
                credentials.accessToken = tokens.accessToken
                credentials.renewal?.refreshToken = tokens.refreshToken
                credentials.renewal?.accessTokenExpiresAt = tokens.accessTokenExpiresAt
                credentials.renewal?.refreshTokenExpiresAt = tokens.refreshTokenExpiresAt
                channel.sealedCredentials = try vault.seal(credentials, tenant: tenant, channel: channel.channelId)
                try tx.put(channel)
            }
        }
    }

    package func alone<Result: Sendable>(_ renewal: () async throws -> Result) async throws -> Result {
        try await claims.alone(at: .tokens(tenant, shop: shop), renewal)
    }

    /// Nil when they were sealed with another key: whoever lists the channels names that in the log.
    private func opened(_ channel: Channel) -> ChannelCredentials? {
        try? vault.open(channel.sealedCredentials, tenant: tenant, channel: channel.channelId)
    }
}
