import Inventory
import JSONPull

extension JSONWriter {
    mutating func value(_ movement: Movement) {
        object { json in
            json.member("movementId", movement.movementId)
            json.member("sku", movement.sku.value)
            json.member("type", movement.kind.rawValue)
            json.member("deltas") { json in
                // Only what moved.
                if movement.delta.physical != 0 { json.member("physical", movement.delta.physical) }
                if movement.delta.reserved != 0 { json.member("reserved", movement.delta.reserved) }
                if movement.delta.suspense != 0 { json.member("suspense", movement.delta.suspense) }
            }
            json.member("after") { json in
                json.member("physical", movement.after.physical)
                json.member("reserved", movement.after.reserved)
                json.member("suspense", movement.after.suspense)
            }
            json.member("txId", movement.txId)
            json.member("reference", movement.reference)
            json.member("actor", movement.actor)
            json.member("note", movement.note)
            json.member("timestamp", movement.timestamp)
        }
    }
}
