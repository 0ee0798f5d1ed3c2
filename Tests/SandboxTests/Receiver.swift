import CurlClient
import HTTPTypes
import Logging
import NIOConcurrencyHelpers
import Signing

@testable import Sandbox

/// A server under test, as a shop sees it: takes deliveries and answers as it is told.
final class Receiver: Sendable {
    struct Delivery: Sendable {
        let topic: String
        let shop: String
        let webhookId: String
        let eventId: String
        let isSigned: Bool
        let body: JSONValue
        let size: Int
    }

    private let deliveries = NIOLockedValueBox<[Delivery]>([])
    private let statuses = NIOLockedValueBox<[Int]>([])
    private let port = Latch<Int>()
    private let secret: Secret

    init(secret: String) {
        self.secret = Secret(secret)
    }

    var all: [Delivery] { deliveries.withLockedValue { $0 } }

    func topics() -> [String] { all.map(\.topic).sorted() }

    /// The next answers; 200 after these.
    func answer(_ statuses: Int...) {
        self.statuses.withLockedValue { $0 += statuses }
    }

    func address() async throws -> String {
        "http://127.0.0.1:\(try await port.value())/webhook/shopify"
    }

    func run() async throws {
        try await LoopbackListener.run(port: 0, running: port, logger: Logger(label: "receiver")) { [self] request in
            func header(_ name: String) -> String {
                HTTPField.Name(name).flatMap { request.headers[$0] } ?? ""
            }
            let signature = WebhookSignature.indexOfSigningSecret(
                header: header("X-Shopify-Hmac-Sha256"),
                body: request.body,
                secrets: [secret]
            )
            guard case .success(let body) = Result(catching: { try JSONValue(request.body) }) else {
                return .reply(.init(status: 400))
            }
            let delivery = Delivery(
                topic: header("X-Shopify-Topic"),
                shop: header("X-Shopify-Shop-Domain"),
                webhookId: header("X-Shopify-Webhook-Id"),
                eventId: header("X-Shopify-Event-Id"),
                isSigned: signature != nil,
                body: body,
                size: request.body.count
            )
            deliveries.withLockedValue { $0.append(delivery) }
            return .reply(.init(status: statuses.withLockedValue { $0.isEmpty ? 200 : $0.removeFirst() }))
        }
    }

    /// Waits until `count` deliveries have come.
    func wait(for count: Int) async throws -> [Delivery] {
        try await eventually("\(count) deliveries") { self.all.count >= count ? self.all : nil }
    }
}

struct TooLate: Error {
    let what: String
}

/// Looks again until `look` finds something, at most for half a minute.
func eventually<Result: Sendable>(
    _ what: String,
    _ look: @Sendable () async throws -> Result?
) async throws -> Result {
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
        if let found = try await look() { return found }
        try await Task.sleep(for: .milliseconds(5))
    }
    throw TooLate(what: what)
}

/// Where a shop's app has its webhooks delivered to.
enum Configured {
    case receiver, nobody
}

/// A shop with a receiver for its deliveries, both open.
func withShop<Result: Sendable>(
    _ shop: DemoShop = .north,
    behaviour: DeliveryBehaviour = DeliveryBehaviour(firstRetry: .milliseconds(1)),
    clock: @escaping SandboxClock = systemMilliseconds,
    bucketSize: Double = 2000,
    webhooksTo: Configured = .receiver,
    _ body: @Sendable (SandboxShop, Receiver, CurlClient) async throws -> Result
) async throws -> Result {
    let client = try CurlClient()
    let receiver = Receiver(secret: shop.secret)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await receiver.run() }
        let result: Swift.Result<Result, any Error>
        do {
            let open = try SandboxShop(
                SandboxShop.Configuration(
                    shop: shop,
                    webhookAddress: webhooksTo == .nobody ? nil : try await receiver.address(),
                    behaviour: behaviour,
                    bucketSize: bucketSize
                ),
                client: client,
                clock: clock
            )
            group.addTask { try await open.run() }
            _ = try await open.adminURL()
            result = .success(try await body(open, receiver, client))
        } catch {
            result = .failure(error)
        }
        group.cancelAll()
        await client.shutdown()
        return try result.get()
    }
}
