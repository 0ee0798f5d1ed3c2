import App
import CurlClient
import Inventory
import Logging
import NIOConcurrencyHelpers
import Sandbox
import Sync

/// The demo's stand-ins for the outer world: two shops and a point of sale, each a listener of its own on loopback, and
/// the customers of the shops.
struct DemoStage: Sendable {
    let shops: [SandboxShop]
    let sink: SandboxSink
    private let client: CurlClient

    /// Orders that overtake each other, and now and then one that comes twice, as in the world.
    private static let behaviour = DeliveryBehaviour(
        duplicateProbability: 0.1,
        longestDelay: .milliseconds(400)
    )

    /// Of a shop of the plan Plus: a high `--rate` is to show SyncState, not Shopify's limit.
    private static let bucketSize = 20_000.0
    private static let bucketRestore = 1000.0

    init(
        address: String,
        client: CurlClient,
        seed: UInt64,
        onEvent: @escaping @Sendable (SandboxEvent) -> Void
    ) throws {
        // Their own log lines would say again what the demo shows.
        let silent = Logger(label: "demo") { _ in SwiftLogNoOpLogHandler() }
        shops = try [DemoShop.north, .south].enumerated().map { number, shop in
            try SandboxShop(
                SandboxShop.Configuration(
                    shop: shop,
                    webhookAddress: "\(address)/webhook/shopify",
                    behaviour: Self.behaviour,
                    bucketSize: Self.bucketSize,
                    bucketRestore: Self.bucketRestore,
                    seed: seed &+ UInt64(number)
                ),
                client: client,
                logger: silent,
                onEvent: onEvent
            )
        }
        sink = SandboxSink(
            name: DemoShops.pointOfSale,
            secret: DemoShops.pointOfSaleSecret,
            logger: silent,
            onEvent: onEvent
        )
        self.client = client
    }

    /// Opens the shops and the point of sale until cancelled.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for shop in shops { group.addTask { try await shop.run() } }
            group.addTask { try await sink.run() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Makes the channels, and takes the counts from the first shop, through the interface that anyone would use.
    func connect(_ api: APIClient) async throws {
        for (shop, demo) in zip(shops, [DemoShop.north, .south]) {
            let channel = DemoShops.channel(of: shop.domain)
            try await api.put(
                "/v1/channels/\(channel)",
                ShopifyChannel(
                    shop: demo.domain,
                    locationId: demo.locationId,
                    accessToken: demo.accessToken,
                    webhookSecrets: [demo.secret],
                    adminUrl: try await shop.adminURL()
                )
            )
            _ = try await api.call("POST", "/v1/channels/\(channel)/import")
        }
        try await api.put(
            "/v1/channels/\(DemoShops.pointOfSale)",
            HTTPChannel(url: try await sink.url(), signingSecret: DemoShops.pointOfSaleSecret)
        )
        // Something kept back, so that counts and stock are seen to differ.
        try await api.put("/v1/buffers/HOODIE-GRY-M", Buffer(units: 2))
        try await api.put("/v1/buffers/STICKER-SET", Buffer(percent: 10))
    }

    /// Where the channels listen; waits until they do.
    func places() async throws -> [String] {
        var places: [String] = []
        for shop in shops { places.append("\(DemoShops.channel(of: shop.domain)) \(try await shop.adminURL())") }
        return places + ["\(DemoShops.pointOfSale) \(try await sink.url())"]
    }

    /// What each channel shows.
    var shown: [String: [String: Int64]] {
        var counts: [String: [String: Int64]] = [DemoShops.pointOfSale: sink.counts.mapValues(\.count)]
        for shop in shops { counts[DemoShops.channel(of: shop.domain)] = shop.levels() }
        return counts
    }

    private struct ShopifyChannel: Encodable {
        let kind = "shopify"
        let shop: String
        let locationId: Int64
        let accessToken: String
        let webhookSecrets: [String]
        let adminUrl: String
    }

    private struct HTTPChannel: Encodable {
        let kind = "http"
        let url: String
        let signingSecret: String
    }

    private struct Buffer: Encodable {
        var units: Int64?
        var percent: Int64?
    }
}

extension APIClient {
    fileprivate func put(_ path: String, _ body: any Encodable) async throws {
        _ = try await call("PUT", path, json: body)
    }
}
