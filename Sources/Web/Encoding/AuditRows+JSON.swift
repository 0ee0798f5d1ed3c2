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

    /// Without the body, which may hold what a customer would not want shown.
    mutating func value(_ delivery: QuarantinedDelivery) {
        object { json in
            json.member("quarantineId", delivery.quarantineId)
            json.member("channelId", delivery.channelId.value)
            json.member("topic", delivery.topic)
            json.member("txId", delivery.key.txId)
            json.member("eventId", delivery.eventId)
            json.member("reason", delivery.reason)
            json.member("sizeBytes", delivery.body.count)
            json.member("receivedAt", delivery.receivedAt)
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
