import CurlClient
import NIOConcurrencyHelpers
import Signing

/// Brings a shop's webhooks to the server under test, signed, each on its own: they overtake each other as Shopify's do.
final class Courier: Sendable {
    private let domain: String
    private let secret: Secret
    private let address: String
    private let client: CurlClient
    private let odds: NIOLockedValueBox<Odds>
    private let onEvent: @Sendable (SandboxEvent) -> Void

    private let due: AsyncStream<Errand>
    private let post: AsyncStream<Errand>.Continuation

    fileprivate struct Odds {
        var behaviour: DeliveryBehaviour
        var random: SeededGenerator
    }

    /// A delivery and what will become of it: settled when it is handed over, in the order of the actions, so that one
    /// seed gives one story.
    fileprivate struct Errand: Sendable {
        let webhook: OutgoingWebhook
        let behaviour: DeliveryBehaviour
        let isDoubled: Bool
        let delay: Duration
    }

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
        odds = NIOLockedValueBox(Odds(behaviour: behaviour, random: SeededGenerator(seed: seed)))
        self.onEvent = onEvent
        (due, post) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumDue))
    }

    /// Holds for what is handed over from now on.
    func set(_ behaviour: DeliveryBehaviour) {
        odds.withLockedValue { $0.behaviour = behaviour }
    }

    func deliver(_ webhook: OutgoingWebhook) {
        guard let errand = odds.withLockedValue({ $0.errand(for: webhook) }), case .enqueued = post.yield(errand) else {
            onEvent(.dropped(shop: domain, topic: webhook.topic, webhookId: webhook.webhookId))
            return
        }
    }

    /// Delivers until cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await errand in due {
                group.addTask { await self.run(errand) }
            }
        }
    }

    private func run(_ errand: Errand) async {
        do {
            try await Task.sleep(for: errand.delay)
            try await send(errand.webhook, errand.behaviour, isRepeat: false)
            if errand.isDoubled { try await send(errand.webhook, errand.behaviour, isRepeat: true) }
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

extension Courier.Odds {
    /// Nil for one that gets lost.
    fileprivate mutating func errand(for webhook: OutgoingWebhook) -> Courier.Errand? {
        let isLost = Double.random(in: 0..<1, using: &random) < behaviour.dropProbability
        let isDoubled = Double.random(in: 0..<1, using: &random) < behaviour.duplicateProbability
        let share = Double.random(in: 0..<1, using: &random)
        guard !isLost else { return nil }
        return Courier.Errand(
            webhook: webhook,
            behaviour: behaviour,
            isDoubled: isDoubled,
            delay: behaviour.longestDelay * share
        )
    }
}
