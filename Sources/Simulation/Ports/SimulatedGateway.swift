import Inventory
import Sync

/// What carries requests to shops, with whatever happens on the way.
@SimulationActor
protocol Network: AnyObject, Sendable {
    func push(_ batch: PushBatch, to shop: SimulatedShop) async throws(GatewayError) -> PushReport
    func request<Answer: Sendable>(
        _ name: String,
        _ skus: [SKU],
        to shop: SimulatedShop,
        _ body: @escaping @SimulationActor @Sendable (SimulatedShop) -> Answer
    ) async throws(GatewayError) -> Answer
}

/// The way to a simulated shop.
struct SimulatedGateway: ChannelGateway {
    let shop: SimulatedShop
    let network: any Network
    let batchLimit: Int

    func push(_ batch: PushBatch) async -> PushReport {
        do throws(GatewayError) {
            return try await network.push(batch, to: shop)
        } catch {
            return PushReport(.unavailable(error))
        }
    }

    func readLevels(_ items: [Int64]) async throws(GatewayError) -> LevelReading {
        try await network.request("levels", [], to: shop) { shop in
            shop.reading(of: items.compactMap(shop.sku(of:)))
        }
    }

    func catalogPage(after cursor: String?) async throws(GatewayError) -> CatalogPage {
        try await network.request("catalogue", [], to: shop) { shop in
            let skus = shop.skus
            let start = cursor.flatMap { Int($0) } ?? 0
            let end = min(start + batchLimit, skus.count)
            let reading = shop.reading(of: Array(skus[start..<end]))
            return CatalogPage(reading: reading, next: end < skus.count ? String(end) : nil)
        }
    }

    func ordersPage(updatedSince since: Timestamp, after cursor: String?) async throws(GatewayError) -> OrdersPage {
        try await network.request("orders", [], to: shop) {
            $0.ordersPage(updatedSince: since, after: cursor, limit: batchLimit)
        }
    }

    func order(_ orderId: Int64) async throws(GatewayError) -> OrderSnapshot? {
        try await network.request("order \(orderId)", [], to: shop) { $0.orders[orderId]?.snapshot(tellsEdits: true) }
    }
}

/// The way to a simulated sink of counts.
struct SimulatedSinkGateway: ChannelGateway {
    let sink: SimulatedSink
    let world: World

    var batchLimit: Int { 3 }

    func push(_ batch: PushBatch) async -> PushReport {
        do throws(GatewayError) {
            return try await world.push(batch, to: sink)
        } catch {
            return PushReport(.unavailable(error))
        }
    }

    func readLevels(_ items: [Int64]) async throws(GatewayError) -> LevelReading { throw Self.unreadable }
    func catalogPage(after cursor: String?) async throws(GatewayError) -> CatalogPage { throw Self.unreadable }
    func ordersPage(updatedSince since: Timestamp, after cursor: String?) async throws(GatewayError) -> OrdersPage {
        throw Self.unreadable
    }
    func order(_ orderId: Int64) async throws(GatewayError) -> OrderSnapshot? { throw Self.unreadable }

    private static let unreadable = GatewayError(kind: .protocolViolation, reason: "told counts and never asked")
}

struct SimulatedGateways: ChannelGatewayFactory {
    let shops: [SimulatedShop]
    let sink: SimulatedSink
    let world: World

    func gateway(for entry: DirectoryEntry) -> any ChannelGateway {
        guard let shop = shops.first(where: { $0.channelId == entry.channel.channelId }) else {
            return SimulatedSinkGateway(sink: sink, world: world)
        }
        return SimulatedGateway(shop: shop, network: world, batchLimit: 4)
    }
}
