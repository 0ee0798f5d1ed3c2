import Inventory
import JSONPull

extension JSONWriter {
    mutating func value(_ row: Return) {
        object { json in
            json.member("returnId", row.returnId)
            json.member("sku", row.sku.value)
            json.member("quantity", row.quantity)
            json.member("disposition", row.disposition.rawValue)
            json.member("orderId", row.orderId)
            json.member("channelId", row.channelId?.value)
            json.member("note", row.note)
            json.member("txId", row.txId)
            json.member("timestamp", row.timestamp)
            json.member("updatedAt", row.updatedAt)
        }
    }
}
