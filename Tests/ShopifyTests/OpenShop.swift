import CurlClient
import Foundation
import Inventory
import Logging
import NIOConcurrencyHelpers
import Sandbox
import Shopify
import Sync

/// A sandbox shop that is open, and the gateway to it.
struct OpenShop: Sendable {
    let shop: SandboxShop
    let gateway: ShopifyGateway
    let client: CurlClient
    let adminURL: String

    /// Runs `body` while the shop is open. Webhooks go to nobody.
    static func with<Result: Sendable>(
        _ shopKind: DemoShop = .north,
        accessToken: String = DemoShop.north.accessToken,
        locationId: Int64 = DemoCatalogue.locationId,
        pageLimit: Int = 250,
        bucketRestore: Double = 100,
        bulkThreshold: Int? = nil,
        timeout: Duration = .seconds(30),
        clock: @escaping SandboxClock = systemMilliseconds,
        onEvent: @escaping @Sendable (SandboxEvent) -> Void = { _ in },
        _ body: @Sendable (OpenShop) async throws -> Result
    ) async throws -> Result {
        let client = try CurlClient()
        let shop = try SandboxShop(
            SandboxShop.Configuration(
                shop: shopKind,
                webhookAddress: "http://127.0.0.1:1/",
                behaviour: DeliveryBehaviour(dropProbability: 1),
                bucketRestore: bucketRestore,
                pageLimit: pageLimit
            ),
            client: client,
            clock: clock,
            onEvent: onEvent
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await shop.run() }
            let result: Swift.Result<Result, any Error>
            do {
                let url = try await shop.adminURL()
                let shops = ShopifyShops(
                    client: client,
                    clock: RealClock(),
                    options: ShopifyShops.Options(
                        timeout: timeout,
                        bulkThreshold: bulkThreshold,
                        spoolFolder: FileManager.default.temporaryDirectory.path
                    ),
                    logger: Logger(label: "test")
                )
                let gateway = shops.gateway(
                    to: Channel.ShopifySettings(
                        shop: shopKind.domain,
                        locationId: locationId,
                        adminUrl: url + "/",
                        apiVersion: "2026-07",
                        authority: .adopt
                    ),
                    of: .default,
                    credentials: ChannelCredentials(accessToken: accessToken, signingSecrets: []),
                    keeper: nil
                )
                let open = OpenShop(shop: shop, gateway: gateway, client: client, adminURL: url)
                result = .success(try await body(open))
            } catch {
                result = .failure(error)
            }
            group.cancelAll()
            await client.shutdown()
            return try result.get()
        }
    }

    /// What the shop shows of a SKU.
    func shows(_ sku: String) -> Int64? {
        shop.levels()[sku]
    }

    func itemId(_ sku: String) -> Int64 {
        DemoCatalogue.items.first { $0.sku == sku }?.inventoryItemId ?? 0
    }

    func item(_ sku: String, to count: Int64, from expected: Int64?) -> PushBatch.Item {
        PushBatch.Item(
            sku: SKU(stored: sku),
            count: count,
            version: 1,
            inventoryItemId: itemId(sku),
            expected: expected
        )
    }
}

/// A time of day that stands still until it is moved.
final class ManualClock: Sendable {
    private let time: NIOLockedValueBox<Int64>

    init(_ text: String) {
        time = NIOLockedValueBox(Timestamp(iso8601: text)?.millisecondsSinceEpoch ?? 0)
    }

    var now: SandboxClock { { [time] in time.withLockedValue { $0 } } }

    func advance(seconds: Int64) {
        time.withLockedValue { $0 += seconds * 1000 }
    }
}
