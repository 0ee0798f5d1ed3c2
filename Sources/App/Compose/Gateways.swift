import CurlClient
import HTTPChannel
import Inventory
import Shopify
import Signing
import Sync

/// Which adapter leads to which kind of channel.
struct Gateways: ChannelGatewayFactory {
    let client: CurlClient

    func gateway(for channel: Channel, credentials: ChannelCredentials) -> any ChannelGateway {
        switch channel.kind {
        case .shopify(let settings): shopify(settings, credentials)
        case .http(let url):
            HTTPChannelGateway(url: url, secret: Secret(credentials.signingSecrets.first ?? ""), client: client)
        }
    }

    func subscriptions(of channel: Channel, credentials: ChannelCredentials) -> (any SubscriptionGateway)? {
        guard case .shopify(let settings) = channel.kind else { return nil }
        return ShopifySubscriptions(
            settings: settings,
            gateway: shopify(settings, credentials),
            webhookSecret: Secret(credentials.signingSecrets.first ?? ""),
            client: client
        )
    }

    /// Without a token (the app was uninstalled) the shop refuses, which pauses the channel if it is not yet.
    private func shopify(_ settings: Channel.ShopifySettings, _ credentials: ChannelCredentials) -> ShopifyGateway {
        ShopifyGateway(settings: settings, accessToken: credentials.accessToken ?? "", client: client)
    }
}
