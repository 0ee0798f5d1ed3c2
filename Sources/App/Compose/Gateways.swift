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
        case .shopify(let settings):
            // Without a token (the app was uninstalled) the shop refuses, which pauses the channel if it is not yet.
            ShopifyGateway(settings: settings, accessToken: credentials.accessToken ?? "", client: client)
        case .http(let url):
            HTTPChannelGateway(url: url, secret: Secret(credentials.signingSecrets.first ?? ""), client: client)
        }
    }
}
