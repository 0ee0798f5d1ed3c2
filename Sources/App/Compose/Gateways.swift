import CurlClient
import HTTPChannel
import Inventory
import Shopify
import Signing
import Sync

/// Which adapter leads to which kind of channel.
struct Gateways: ChannelGatewayFactory {
    let http: CurlClient

    func gateway(for channel: Channel, credentials: ChannelCredentials) -> any ChannelGateway {
        switch channel.kind {
        case .shopify: UnreachableGateway()
        case .http(let url):
            // The store holds no such channel without a secret; with none, its receiver refuses what comes.
            HTTPChannelGateway(url: url, secret: Secret(credentials.signingSecrets.first ?? ""), client: http)
        }
    }
}

struct UnreachableGateway: ChannelGateway {
    var batchLimit: Int { 250 }
    private var error: GatewayError { GatewayError(kind: .unavailable, reason: "not built in yet") }
    func push(_ batch: PushBatch) async -> PushReport { PushReport(.unavailable(error)) }
    func readLevels(_ items: [Int64]) async throws(GatewayError) -> LevelReading { throw error }
    func catalogPage(after cursor: String?) async throws(GatewayError) -> CatalogPage { throw error }
    func ordersPage(updatedSince since: Timestamp, after cursor: String?) async throws(GatewayError) -> OrdersPage {
        throw error
    }
    func order(_ orderId: Int64) async throws(GatewayError) -> OrderSnapshot? { throw error }
}
