import CurlClient
import HTTPChannel
import Inventory
import Shopify
import Signing
import Sync

/// Which adapter leads to which kind of channel.
struct Gateways: ChannelGatewayFactory {
    let client: CurlClient
    let shops: ShopifyShops
    let store: any Store
    let vault: any SecretVault
    let claims: any ChannelClaims

    func gateway(for entry: DirectoryEntry) -> any ChannelGateway {
        switch entry.channel.kind {
        case .shopify(let settings): shopify(settings, entry)
        case .http(let url):
            HTTPChannelGateway(
                url: url,
                secret: Secret(entry.credentials.signingSecrets.first ?? ""),
                client: client
            )
        }
    }

    func subscriptions(for entry: DirectoryEntry) -> (any SubscriptionGateway)? {
        guard case .shopify(let settings) = entry.channel.kind else { return nil }
        return ShopifySubscriptions(
            settings: settings,
            gateway: shopify(settings, entry),
            webhookSecret: Secret(entry.credentials.signingSecrets.first ?? ""),
            client: client
        )
    }

    /// Without a token (the app was uninstalled) the shop refuses, which pauses the channel if it is not yet.
    private func shopify(_ settings: Channel.ShopifySettings, _ entry: DirectoryEntry) -> ShopifyGateway {
        shops.gateway(
            to: settings,
            of: entry.tenant,
            credentials: entry.credentials,
            keeper: StoredTokens(
                store: store,
                vault: vault,
                claims: claims,
                tenant: entry.tenant,
                channel: entry.channel.channelId,
                shop: settings.shop
            )
        )
    }
}
