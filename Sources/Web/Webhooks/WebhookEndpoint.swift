import HTTPTypes
import Hummingbird
import Inventory
import JSONPull
import Logging
import Metrics
import NIOCore
import Shopify
import Signing
import Sync

/// Takes webhooks in, in the order of domain.md section 2: size, signature over the raw bytes, headers, body, one atomic
/// commit, answer. Nothing is looked at before its turn, and nothing but 2xx is said before the commit is durable.
struct WebhookEndpoint: Sendable {
    private let verifier: WebhookVerifier
    private let directory: ChannelDirectory
    private let intake: DeliveryIntake
    private let gate: AdmissionGate
    private let bodyLimit: Int
    private let metrics = WebhookMetrics()
    private let ids = UUIDv7Generator()
    private let clock: any WallClock
    private let logger: Logger

    init(_ web: WebDependencies) {
        verifier = WebhookVerifier(web.directory)
        directory = web.directory
        intake = web.intake
        gate = AdmissionGate(limit: web.limits.concurrentWebhooks, byteLimit: web.limits.webhookBytes)
        bodyLimit = web.limits.bodyBytes
        clock = web.clock
        logger = web.logger
    }

    var routes: [Route] {
        ["/webhook/shopify", "/webhooks/shopify"].map { path in
            Route(open: .post, path) { request, _ in try await receive(request) }
        }
    }

    private func receive(_ request: Request) async throws -> Response {
        metrics.received.increment()
        guard gate.enter() else { throw overload() }
        var taken = 0
        defer { gate.leave(givingBack: taken) }
        let body = try await request.collectedBody(limit: bodyLimit) { count in
            guard gate.take(count) else { throw overload() }
            taken += count
        }
        let fields = DeliveryFields(request.headers)
        let headers = DeliveryHeaders { fields[$0] }
        guard let signer = verifier.signer(headers, body) else {
            metrics.unverified.increment()
            throw Self.unknownSender
        }
        metrics.verified.increment()
        if !headers.malformed.isEmpty { throw Failure.invalid(headers.malformed) }
        let answer = try await take(body, headers, request.headers[.idempotencyKey], signer)
        logger.debug(
            "Took a delivery in",
            metadata: [
                "txId": "\(answer.txId)", "status": "\(answer.status.rawValue)", "tenant": "\(signer.tenant)",
                "channel": "\(signer.channel.channelId)", "topic": "\(headers.topic ?? "seed/sale")",
            ]
        )
        return Self.response(answer)
    }

    private func overload() -> Failure {
        metrics.turnedAway.increment()
        return .busy("overloaded", "More webhooks are being taken in than is allowed: send it again")
    }

    private func take(
        _ body: ByteBuffer,
        _ headers: DeliveryHeaders,
        _ idempotencyKey: String?,
        _ signer: DirectoryEntry
    ) async throws -> IntakeAnswer {
        guard let topic = headers.topic else { return try await takeSeed(body, idempotencyKey, signer) }
        guard let webhookId = headers.webhookId, let shop = headers.shop else {
            throw Failure.invalid(DeliveryHeaders.Name.webhookId.rawValue, "is missing")
        }
        let key = TransactionKey(source: shop.value, txId: webhookId)
        do {
            let facts = try body.withUnsafeReadableBytes { try DeliveryParser.parse(topic: topic, $0) }
            let channel = addressee(of: facts, signer)
            return try await intake.take(
                Delivery(
                    tenant: signer.tenant,
                    channelId: channel,
                    key: key,
                    topic: topic,
                    eventId: headers.eventId
                ),
                facts
            )
        } catch UnreadableDelivery.unexpected(let path, let message) {
            return try await intake.quarantine(
                Delivery(
                    tenant: signer.tenant,
                    channelId: signer.channel.channelId,
                    key: key,
                    topic: topic,
                    eventId: headers.eventId
                ),
                body: Array(body.readableBytesView),
                reason: "\(UnreadableDelivery.unexpected(path: path, message: message))"
            )
        } catch UnreadableDelivery.notJSON(let reason) {
            throw Failure(.badRequest, "invalid_json", "The body is not JSON: \(reason)")
        }
    }

    /// A level belongs to the channel of its location; all else to the home of the shop's orders.
    private func addressee(of facts: DeliveryFacts, _ signer: DirectoryEntry) -> ChannelID {
        let locationId: Int64
        switch facts {
        case .level(let level): locationId = level.locationId
        case .levelDisconnected(_, let location): locationId = location
        default: return directory.home(signer.tenant, ofOrdersOf: signer.channel)
        }
        let here = directory.entries(forShop: signer.channel.shop ?? "").first { entry in
            guard entry.tenant == signer.tenant, case .shopify(let settings) = entry.channel.kind else { return false }
            return settings.locationId == locationId
        }
        return (here ?? signer).channel.channelId
    }
}

// MARK: The seeds' plain format

extension WebhookEndpoint {
    private func takeSeed(
        _ body: ByteBuffer,
        _ idempotencyKey: String?,
        _ signer: DirectoryEntry
    ) async throws -> IntakeAnswer {
        let facts: DeliveryFacts
        do {
            facts = try body.withUnsafeReadableBytes { try DeliveryParser.parse(topic: nil, $0) }
        } catch UnreadableDelivery.invalidSeed(let problems) {
            throw Failure.invalid(problems)
        } catch let error as UnreadableDelivery {
            throw Failure(.badRequest, "invalid_json", "The body cannot be read: \(error)")
        }
        var txId: String?
        if case .seedSale(let sale) = facts { txId = sale.txId }
        if txId == nil, let idempotencyKey {
            txId = try Idempotency.checkedKey(idempotencyKey)
        }
        let delivery = Delivery(
            tenant: signer.tenant,
            channelId: signer.channel.channelId,
            // Apart from the ids that the shop itself gives.
            key: TransactionKey(
                source: "seed/\(signer.channel.channelId)",
                txId: txId ?? ids.next(nowMilliseconds: clock.now.millisecondsSinceEpoch)
            ),
            topic: "seed/sale",
            eventId: nil
        )
        return try await intake.take(delivery, facts)
    }
}

// MARK: Answers

extension WebhookEndpoint {
    /// One and the same for whoever is not let in, so that it teaches nothing.
    private static let unknownSender = Failure(
        .unauthorized,
        "not_authenticated",
        "The signature is missing or does not fit"
    )

    private static func response(_ answer: IntakeAnswer) -> Response {
        let body = Answer(reserving: 128) { json in
            json.object { json in
                json.member("status", answer.status.rawValue)
                json.member("txId", answer.txId)
            }
        }
        return Response(
            status: answer.status == .quarantined ? .accepted : .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body.body))
        )
    }
}
