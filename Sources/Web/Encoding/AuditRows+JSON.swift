import Inventory
import JSONPull
import Sync

extension JSONWriter {
    mutating func value(_ record: TransactionRecord) {
        object { json in
            json.member("txId", record.key.txId)
            json.member("source", record.key.source)
            json.member("action", record.action)
            json.member("status", record.status.rawValue)
            json.member("channelId", record.channelId?.value)
            json.member("eventId", record.eventId)
            json.member("reference", record.reference)
            json.member("actor", record.actor)
            json.member("timestamp", record.timestamp)
            json.member("expiresAt", record.expiresAt)
        }
    }

    mutating func value(_ row: QuarantineRow) {
        object { json in
            json.member("quarantineId", row.quarantineId)
            json.member("channelId", row.channelId.value)
            json.member("topic", row.topic)
            json.member("txId", row.txId)
            json.member("eventId", row.eventId)
            json.member("reason", row.reason)
            json.member("sizeBytes", row.sizeBytes)
            json.member("receivedAt", row.receivedAt)
        }
    }

    mutating func value(_ request: PrivacyRequest) {
        object { json in
            json.member("requestId", request.requestId)
            json.member("kind", request.kind.rawValue)
            json.member("channelId", request.channelId.value)
            json.member("shop", request.shop)
            json.member("customerId", request.customerId)
            json.member("orderIds", array: request.orderIds) { $0.integer($1) }
            json.member("outcome", request.outcome)
            json.member("timestamp", request.timestamp)
        }
    }
}

/// A quarantined delivery without its body, which may hold what a customer would not want shown.
struct QuarantineRow: Sendable {
    let quarantineId: String
    let channelId: ChannelID
    let topic: String
    let txId: String
    let eventId: String?
    let reason: String
    let sizeBytes: Int
    let receivedAt: Timestamp

    init(_ delivery: QuarantinedDelivery) {
        quarantineId = delivery.quarantineId
        channelId = delivery.channelId
        topic = delivery.topic
        txId = delivery.key.txId
        eventId = delivery.eventId
        reason = delivery.reason
        sizeBytes = delivery.body.count
        receivedAt = delivery.receivedAt
    }
}
