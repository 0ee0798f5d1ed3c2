extension SandboxEvent {
    /// One line of JSON.
    package var jsonLine: String { String(decoding: json.bytes, as: UTF8.self) }

    /// `event` says what it is.
    var json: JSONValue {
        switch self {
        case .sold(let shop, let order, let orderId, let lines):
            Self.of("sold", shop, order, orderId, ["lines": Self.json(lines)])
        case .refunded(let shop, let order, let orderId, let lines, let restocked):
            Self.of("refunded", shop, order, orderId, ["lines": Self.json(lines), "restocked": .bool(restocked)])
        case .cancelled(let shop, let order, let orderId): Self.of("cancelled", shop, order, orderId)
        case .fulfilled(let shop, let order, let orderId): Self.of("fulfilled", shop, order, orderId)
        case .reordered(let shop, let order, let orderId, let sku, let quantity):
            Self.of("orderEdited", shop, order, orderId, ["sku": .string(sku), "quantity": .integer(quantity)])
        case .edited(let shop, let sku, let from, let to):
            [
                "event": "edited", "shop": .string(shop), "sku": .string(sku), "from": .integer(from),
                "to": .integer(to),
            ]
        case .written(let shop, let sku, let to):
            ["event": "written", "shop": .string(shop), "sku": .string(sku), "to": .integer(to)]
        case .refusedStale(let shop, let items):
            ["event": "refusedStale", "shop": .string(shop), "items": .integer(Int64(items))]
        case .delivered(let delivery): delivery.json
        case .dropped(let shop, let topic, let webhookId):
            [
                "event": "dropped", "shop": .string(shop), "topic": .string(topic), "webhookId": .string(webhookId),
            ]
        case .unsubscribed(let shop, let topic, let address):
            [
                "event": "unsubscribed", "shop": .string(shop), "topic": .string(topic), "address": .string(address),
            ]
        case .told(let sink, let sku, let count, let version):
            [
                "event": "told", "sink": .string(sink), "sku": .string(sku), "count": .integer(count),
                "version": .integer(version),
            ]
        }
    }

    private static func of(
        _ event: String,
        _ shop: String,
        _ order: String,
        _ orderId: Int64,
        _ more: JSONValue = [:]
    ) -> JSONValue {
        var body: JSONValue = [
            "event": .string(event), "shop": .string(shop), "order": .string(order), "orderId": .integer(orderId),
        ]
        if case .object(let members) = more {
            for member in members { body[member.name] = member.value }
        }
        return body
    }

    private static func json(_ lines: [Line]) -> JSONValue {
        .array(lines.map { ["sku": .string($0.sku), "quantity": .integer($0.quantity)] })
    }
}

extension SandboxEvent.Delivery {
    fileprivate var json: JSONValue {
        [
            "event": "delivered", "shop": .string(shop), "topic": .string(topic), "webhookId": .string(webhookId),
            "repeat": .bool(isRepeat), "attempt": .integer(Int64(attempt)),
            "status": status.map { .integer(Int64($0)) } ?? .null,
            "milliseconds": .integer(
                took.components.seconds * 1000 + took.components.attoseconds / 1_000_000_000_000_000
            ),
            "failure": failure.map(JSONValue.string) ?? .null,
        ]
    }
}

// For people.
extension SandboxEvent {
    /// One line of words.
    package var words: String {
        switch self {
        case .sold(_, let order, _, let lines): "sold \(Self.words(lines)) in order \(order)"
        case .refunded(_, let order, _, let lines, let restocked):
            "refunded \(Self.words(lines)) of order \(order), \(restocked ? "put back" : "not put back")"
        case .cancelled(_, let order, _): "cancelled order \(order)"
        case .fulfilled(_, let order, _): "sent order \(order)"
        case .reordered(_, let order, _, let sku, let quantity): "changed order \(order) to \(quantity) × \(sku)"
        case .edited(_, let sku, let from, let to): "edited \(sku) by hand: \(from) → \(to)"
        case .written(_, let sku, let to): "written through the Admin API: \(sku) → \(to)"
        case .refusedStale(_, let items): "refused a write through the Admin API: \(items) of its levels had moved"
        case .delivered(let delivery):
            "webhook \(delivery.topic) "
                + (delivery.status.map { "→ \($0)" } ?? "not delivered: \(delivery.failure ?? "no answer")")
                + (delivery.attempt > 0 ? ", retry \(delivery.attempt)" : "")
                + (delivery.isRepeat ? ", a duplicate" : "")
        case .dropped(_, let topic, _): "webhook \(topic) dropped"
        case .unsubscribed(_, let topic, let address):
            "subscription of \(topic) to \(address) deleted: its deliveries fail"
        case .told(_, let sku, let count, _): "told \(sku) \(count)"
        }
    }

    private static func words(_ lines: [Line]) -> String {
        lines.map { "\($0.quantity) × \($0.sku)" }.joined(separator: ", ")
    }
}
