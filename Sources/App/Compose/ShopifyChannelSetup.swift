import Inventory
import Signing
import Sync

/// Brings the channel `shopify` in line with the settings. Where nothing differs nothing is written: every write to a
/// channel has all its SKUs looked at again.
struct ShopifyChannelSetup {
    static let channelId = ChannelID(stored: "shopify")
    static let actor = "settings"

    let store: any Store
    let vault: any SecretVault
    let rules: SyncSettings

    func apply(_ wanted: ShopifyChannelSettings) async throws {
        let held = try await store.channel(.default, Self.channelId)
        if let shop = held?.shop, shop != wanted.shop {
            throw SettingsError(
                .shopifyShop,
                "is \(wanted.shop), and the channel \(Self.channelId) is of \(shop): delete that channel first, or serve"
                    + " the other shop from a database of its own"
            )
        }
        if case .shopify(let settings) = held?.kind, settings.locationId != wanted.locationId {
            throw SettingsError(
                .shopifyLocationId,
                "is \(wanted.locationId), and the channel \(Self.channelId) is of location \(settings.locationId): delete"
                    + " that channel first, for what is known of one location's counts says nothing about another's"
            )
        }
        let kind = Channel.Kind.shopify(
            Channel.ShopifySettings(
                shop: wanted.shop,
                locationId: wanted.locationId,
                adminUrl: wanted.adminURL,
                apiVersion: wanted.apiVersion,
                authority: authority(of: held)
            )
        )
        let opened = held.flatMap(opened)
        let credentials = wanted.credentials.keepingTokens(of: opened)
        if let held, held.kind == kind, opened == credentials { return }
        let sealed = try vault.seal(credentials, tenant: .default, channel: Self.channelId)
        _ = try await store.write(.default) { [rules] tx in
            try ChannelCommands.put(
                CommandContext(tx, settings: rules, actor: Self.actor),
                id: Self.channelId,
                kind: kind,
                sealedCredentials: sealed,
                paused: nil
            )
        }
    }

    /// The settings do not say who is right about differences; what was said over HTTP stays.
    private func authority(of channel: Channel?) -> Channel.Authority {
        if case .shopify(let settings) = channel?.kind { settings.authority } else { .adopt }
    }

    /// Nil when they were sealed with another key: then they are written anew.
    private func opened(_ channel: Channel) -> ChannelCredentials? {
        try? vault.open(channel.sealedCredentials, tenant: .default, channel: channel.channelId)
    }
}

extension ShopifyChannelSettings {
    /// Nobody says when the token expires: it is renewed when the shop refuses it, and from then on in time.
    fileprivate var credentials: ChannelCredentials {
        ChannelCredentials(
            accessToken: accessToken.reveal(),
            signingSecrets: webhookSecrets.map { $0.reveal() },
            renewal: refreshToken.flatMap { token in
                clientId.map { id in
                    TokenRenewal(
                        clientId: id,
                        clientSecret: webhookSecrets.first?.reveal() ?? "",
                        refreshToken: token.reveal(),
                        accessTokenExpiresAt: nil,
                        refreshTokenExpiresAt: nil
                    )
                }
            }
        )
    }
}
