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
            shop.reading(of: items)
        }
    }

    func catalogPage(after cursor: String?) async throws(GatewayError) -> CatalogPage {
        try await network.request("catalogue", [], to: shop) { shop in
            // Pages begin after an item: what is added or deleted meanwhile shifts nothing.
            let rest = shop.items.filter { $0 > cursor.flatMap { Int64($0) } ?? 0 }
            let page = Array(rest.prefix(batchLimit))
            return CatalogPage(
                reading: shop.reading(of: page),
                next: rest.count > batchLimit ? page.last.map(String.init) : nil
            )
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
