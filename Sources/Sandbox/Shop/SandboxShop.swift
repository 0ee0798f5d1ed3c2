package import CurlClient
import HTTPTypes
package import Logging
import NIOConcurrencyHelpers
import Signing

/// A Shopify shop on loopback: a storefront, an Admin API and signed webhooks.
package final class SandboxShop: Sendable {
    package struct Configuration: Sendable {
        package var shop: DemoShop
        /// Where the app's own configuration has all topics delivered to: `http://127.0.0.1:3000/webhook/shopify`. Nil:
        /// only what is subscribed through the Admin API is told.
        package var webhookAddress: String?
        package var port: Int
        package var behaviour: DeliveryBehaviour
        /// The rate limit, in points: as recorded, 2000 and 100 a second.
        package var bucketSize: Double
        package var bucketRestore: Double
        /// The most entries of any page; small ones make long orders easy to come by.
        package var pageLimit: Int
        package var seed: UInt64

        package init(
            shop: DemoShop,
            webhookAddress: String?,
            port: Int = 0,
            behaviour: DeliveryBehaviour = DeliveryBehaviour(),
            bucketSize: Double = 2000,
            bucketRestore: Double = 100,
            pageLimit: Int = 250,
            seed: UInt64 = 1
        ) {
            self.shop = shop
            self.webhookAddress = webhookAddress
            self.port = port
            self.behaviour = behaviour
            self.bucketSize = bucketSize
            self.bucketRestore = bucketRestore
            self.pageLimit = pageLimit
            self.seed = seed
        }
    }

    package var domain: String { configuration.shop.domain }

    let configuration: Configuration
    let state: NIOLockedValueBox<ShopState>
    let faults = NIOLockedValueBox<[AdminFault]>([])
    let clock: SandboxClock
    let logger: Logger
    let onEvent: @Sendable (SandboxEvent) -> Void
    let journal = SandboxJournal()
    let courier: Courier
    let bodies: WebhookBodies
    let ids = UUIDv7Generator()
    private let port = Latch<Int>()

    /// `onEvent` is called on any thread and must return at once.
    package init(
        _ configuration: Configuration,
        client: CurlClient,
        clock: @escaping SandboxClock = systemMilliseconds,
        logger: Logger = Logger(label: "sandbox"),
        onEvent: @escaping @Sendable (SandboxEvent) -> Void = { _ in }
    ) throws {
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
        self.onEvent = { [journal] event in
            journal.add(event)
            onEvent(event)
        }
        bodies = try WebhookBodies()
        courier = Courier(
            domain: configuration.shop.domain,
            secret: Secret(configuration.shop.secret),
            client: client,
            apiVersion: Self.webhookVersion,
            behaviour: configuration.behaviour,
            seed: configuration.seed,
            onEvent: self.onEvent
        )
        state = NIOLockedValueBox(
            ShopState(
                domain: configuration.shop.domain,
                locationId: configuration.shop.locationId,
                items: configuration.shop.items,
                bucket: ThrottleBucket(
                    maximum: configuration.bucketSize,
                    restorePerSecond: configuration.bucketRestore
                ),
                now: ShopTime(milliseconds: clock())
            )
        )
    }

    /// Serves and delivers until the task is cancelled. Throws when the port cannot be had.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.courier.run(for: self.office) }
            group.addTask {
                try await LoopbackListener.run(port: self.configuration.port, running: self.port, logger: self.logger) {
                    self.respond(to: $0)
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// What a channel's `adminUrl` is; waits until the shop is open.
    package func adminURL() async throws -> String {
        "http://127.0.0.1:\(try await port.value())"
    }

    package var behaviour: DeliveryBehaviour { courier.behaviour }

    package func set(_ behaviour: DeliveryBehaviour) {
        courier.behaviour = behaviour
    }

    /// Each of these befalls one request, in this order.
    package func befall(_ faults: AdminFault...) {
        self.faults.withLockedValue { $0 += faults }
    }
}
