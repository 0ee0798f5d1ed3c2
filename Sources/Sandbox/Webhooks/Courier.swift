import CurlClient
import NIOConcurrencyHelpers
import SeededRandom
import Signing

/// Brings a shop's webhooks to the server under test, signed, each on its own: they overtake each other as Shopify's do.
final class Courier: Sendable {
    private let domain: String
    private let secret: Secret
    private let client: CurlClient
    private let apiVersion: String
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
        let isCoalesced: Bool
        let delay: Duration
    }

    /// What the courier asks its shop.
    struct Office: Sendable {
        /// A level's body as it is now; nil where there is none.
        let levelBody: @Sendable (Int64) -> [UInt8]?
        /// Every attempt of a delivery failed.
        let gaveUp: @Sendable (OutgoingWebhook) -> Void
    }

    /// More than this may not wait to be taken up: what comes on top is dropped, and said to be.
    private static let maximumDue = 100_000
    private static let timeout = Duration.seconds(5)

    init(
        domain: String,
        secret: Secret,
        client: CurlClient,
        apiVersion: String,
        behaviour: DeliveryBehaviour,
        seed: UInt64,
        onEvent: @escaping @Sendable (SandboxEvent) -> Void
    ) {
        self.domain = domain
        self.secret = secret
        self.client = client
        self.apiVersion = apiVersion
        odds = NIOLockedValueBox(Odds(behaviour: behaviour, random: SeededGenerator(seed: seed)))
        self.onEvent = onEvent
        (due, post) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumDue))
    }

    /// Holds for what is handed over from now on.
    var behaviour: DeliveryBehaviour {
        get { odds.withLockedValue { $0.behaviour } }
        set { odds.withLockedValue { $0.behaviour = newValue } }
    }

    func deliver(_ webhook: OutgoingWebhook) {
        guard let errand = odds.withLockedValue({ $0.errand(for: webhook) }), case .enqueued = post.yield(errand) else {
            onEvent(.dropped(shop: domain, topic: webhook.topic, webhookId: webhook.webhookId))
            return
        }
    }

    /// Delivers until cancelled.
    func run(for office: Office) async {
        await withDiscardingTaskGroup { group in
            for await errand in due {
                group.addTask { await self.run(errand, office) }
            }
        }
    }

    private func run(_ errand: Errand, _ office: Office) async {
        do {
            var webhook = errand.webhook
            try await Task.sleep(for: errand.delay)
            if errand.isCoalesced, let itemId = webhook.itemId {
                try await Task.sleep(for: errand.behaviour.coalesceTime)
                webhook.body = office.levelBody(itemId) ?? webhook.body
            }
            guard try await send(webhook, errand.behaviour, isRepeat: false) else { return office.gaveUp(webhook) }
            if errand.isDoubled { _ = try await send(webhook, errand.behaviour, isRepeat: true) }
        } catch {
            // Cancelled: the shop closes, and Shopify would not tell either.
            return
        }
    }

    /// Tries until it is taken or nothing is left to try: false. Throws only when cancelled.
    private func send(
        _ webhook: OutgoingWebhook,
        _ behaviour: DeliveryBehaviour,
        isRepeat: Bool
    ) async throws -> Bool {
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
            if let status = outcome.status, (200..<300).contains(status) { return true }
            if attempt < behaviour.retries {
                try await Task.sleep(for: pause)
                pause *= 2
            }
        }
        return false
    }

    private func attemptDelivery(
        of webhook: OutgoingWebhook
    ) async -> (status: Int?, took: Duration, failure: String?) {
        let request = OutboundRequest(
            method: "POST",
            url: webhook.address,
            headers: [
                ("Content-Type", "application/json"),
                ("X-Shopify-Topic", webhook.topic),
                ("X-Shopify-Hmac-Sha256", WebhookSignature.header(body: webhook.body, secret: secret)),
                ("X-Shopify-Shop-Domain", domain),
                ("X-Shopify-API-Version", apiVersion),
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
        let isDelayed = Double.random(in: 0..<1, using: &random) < behaviour.delayProbability
        let share = Double.random(in: 0..<1, using: &random)
        let isCoalesced = Double.random(in: 0..<1, using: &random) < behaviour.coalesceProbability
        guard !isLost else { return nil }
        return Courier.Errand(
            webhook: webhook,
            behaviour: behaviour,
            isDoubled: isDoubled,
            isCoalesced: isCoalesced,
            delay: max(behaviour.shortestDelay, isDelayed ? behaviour.longestDelay * share : .zero)
        )
    }
}
