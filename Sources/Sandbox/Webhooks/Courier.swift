import CurlClient
import NIOConcurrencyHelpers
import Signing

/// Brings a shop's webhooks to the server under test, signed, each on its own: they overtake each other as Shopify's do.
final class Courier: Sendable {
    private let domain: String
    private let secret: Secret
    private let address: String
    private let client: CurlClient
    private let behaviour: NIOLockedValueBox<DeliveryBehaviour>
    private let random: NIOLockedValueBox<SeededGenerator>
    private let onEvent: @Sendable (SandboxEvent) -> Void

    private let due: AsyncStream<OutgoingWebhook>
    private let post: AsyncStream<OutgoingWebhook>.Continuation

    /// More than this may not wait to be taken up: what comes on top is dropped, and said to be.
    private static let maximumDue = 100_000
    private static let longestRetry = Duration.seconds(60)
    private static let timeout = Duration.seconds(5)

    init(
        domain: String,
        secret: Secret,
        address: String,
        client: CurlClient,
        behaviour: DeliveryBehaviour,
        seed: UInt64,
        onEvent: @escaping @Sendable (SandboxEvent) -> Void
    ) {
        self.domain = domain
        self.secret = secret
        self.address = address
        self.client = client
        self.behaviour = NIOLockedValueBox(behaviour)
        random = NIOLockedValueBox(SeededGenerator(seed: seed))
        self.onEvent = onEvent
        (due, post) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumDue))
    }

    func set(_ behaviour: DeliveryBehaviour) {
        self.behaviour.withLockedValue { $0 = behaviour }
    }

    func deliver(_ webhook: OutgoingWebhook) {
        if case .dropped = post.yield(webhook) {
            onEvent(.dropped(shop: domain, topic: webhook.topic, webhookId: webhook.webhookId))
        }
    }

    /// Delivers until cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await webhook in due {
                group.addTask { await self.bring(webhook) }
            }
        }
    }

    private func bring(_ webhook: OutgoingWebhook) async {
        let behaviour = behaviour.withLockedValue { $0 }
        let (isDropped, isDoubled, share) = random.withLockedValue { random in
            (
                Double.random(in: 0..<1, using: &random) < behaviour.dropProbability,
                Double.random(in: 0..<1, using: &random) < behaviour.duplicateProbability,
                Double.random(in: 0..<1, using: &random)
            )
        }
        if isDropped {
            onEvent(.dropped(shop: domain, topic: webhook.topic, webhookId: webhook.webhookId))
            return
        }
        do {
            try await Task.sleep(for: behaviour.longestDelay * share)
            try await send(webhook, behaviour, isRepeat: false)
            if isDoubled { try await send(webhook, behaviour, isRepeat: true) }
        } catch {
            // Cancelled: the shop closes, and Shopify would not tell either.
            return
        }
    }

    /// Tries until it is taken or nothing is left to try. Throws only when cancelled.
    private func send(_ webhook: OutgoingWebhook, _ behaviour: DeliveryBehaviour, isRepeat: Bool) async throws {
        var pause = behaviour.firstRetry
        for attempt in 0...behaviour.retries {
            let outcome = await attemptDelivery(of: webhook)
            try Task.checkCancellation()
            onEvent(
                .delivered(
                    SandboxEvent.Delivery(
                        shop: domain,
                        topic: webhook.topic,
                        webhookId: webhook.webhookId,
                        isRepeat: isRepeat,
                        attempt: attempt,
                        status: outcome.status,
                        took: outcome.took,
                        failure: outcome.failure
                    )
                )
            )
            if let status = outcome.status, (200..<300).contains(status) { return }
            if attempt < behaviour.retries {
                try await Task.sleep(for: pause)
                pause = min(pause * 2, Self.longestRetry)
            }
        }
    }

    private func attemptDelivery(
        of webhook: OutgoingWebhook
    ) async -> (status: Int?, took: Duration, failure: String?) {
        let request = OutboundRequest(
            method: "POST",
            url: address,
            headers: [
                ("Content-Type", "application/json"),
                ("X-Shopify-Topic", webhook.topic),
                ("X-Shopify-Hmac-Sha256", WebhookSignature.header(body: webhook.body, secret: secret)),
                ("X-Shopify-Shop-Domain", domain),
                ("X-Shopify-API-Version", "2026-07"),
                ("X-Shopify-Webhook-Id", webhook.webhookId),
                ("X-Shopify-Event-Id", webhook.eventId),
                ("X-Shopify-Triggered-At", webhook.triggeredAt.utc),
            ],
            body: webhook.body,
            timeout: Self.timeout
        )
        let clock = ContinuousClock()
        let start = clock.now
        do throws(CurlError) {
            let response = try await client.send(request)
            return (response.status, clock.now - start, nil)
        } catch {
            return (nil, clock.now - start, error.message)
        }
    }
}
