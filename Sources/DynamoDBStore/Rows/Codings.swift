import DynamoDB
import Inventory
import Signing
import Sync

// The rows whose attributes are the fields of one record.

extension Movement {
    static func place(_ tenant: TenantID, _ sku: SKU) -> PartitionKey {
        PartitionKey(table: .movements, partition: "\(tenant)/\(sku)")
    }

    var item: Item {
        var item: Item = [:]
        item.set("movementId", movementId)
        item.set("kind", kind.rawValue)
        item["delta"] = delta.value
        item["after"] = after.value
        item.set("txId", txId)
        item.set("reference", reference)
        item.set("actor", actor)
        item.set("note", note)
        item.set("timestamp", timestamp)
        return item
    }

    init(_ sku: SKU, _ item: Item) throws {
        self.init(
            movementId: try item.text("movementId"),
            sku: sku,
            kind: try item.choice("kind"),
            delta: try StockDelta(try item.required(item["delta"], "delta")),
            after: try StockDelta(try item.required(item["after"], "after")),
            txId: try item.text("txId"),
            reference: item.optionalText("reference"),
            actor: try item.text("actor"),
            note: item.optionalText("note"),
            timestamp: try item.time("timestamp")
        )
    }
}

extension StockDelta {
    fileprivate var value: AttributeValue { .list([.number(physical), .number(reserved), .number(suspense)]) }

    fileprivate init(_ value: AttributeValue) throws {
        let numbers = value.list?.compactMap(\.int64) ?? []
        guard numbers.count == 3 else { throw StoreError.damaged("a movement's quantities cannot be read") }
        self.init(physical: numbers[0], reserved: numbers[1], suspense: numbers[2])
    }
}

extension TransactionRecord {
    static let shards = 4

    static func key(_ tenant: TenantID, _ key: TransactionKey) -> RowKey {
        RowKey(.transactions, partition(tenant, txId: key.txId), "t/" + KeyText.short(key.source))
    }

    static func partition(_ tenant: TenantID, txId: String) -> String { "\(tenant)/tx/\(KeyText.short(txId))" }

    static func list(_ tenant: TenantID, shard: Int) -> String { "\(tenant)/\(shard)" }

    func item(_ tenant: TenantID, place: String) -> Item {
        let shard = key.txId.utf8.reduce(UInt32(0)) { $0 &* 31 &+ UInt32($1) } % UInt32(Self.shards)
        var item: Item = [:]
        item.set("source", key.source)
        item.set("txId", key.txId)
        item.set("action", action)
        item.set("status", status.rawValue)
        item.set("channelId", channelId?.value)
        item.set("eventId", eventId)
        item.set("reference", reference)
        item.set("actor", actor)
        item.set("timestamp", timestamp)
        item.set("until", expiresAt)
        item.set(StoreTable.endAttribute, expiresAt.wholeSecondsRoundedUp)
        item.set("list", Self.list(tenant, shard: Int(shard)))
        item.set("place", place)
        return item
    }

    init(_ item: Item) throws {
        self.init(
            key: TransactionKey(source: try item.text("source"), txId: try item.text("txId")),
            action: try item.text("action"),
            status: try item.choice("status"),
            channelId: item.optionalText("channelId").map(ChannelID.init(stored:)),
            eventId: item.optionalText("eventId"),
            reference: item.optionalText("reference"),
            actor: try item.text("actor"),
            timestamp: try item.time("timestamp"),
            expiresAt: try item.time("until")
        )
    }
}

extension IdempotentAnswer {
    static func key(_ tenant: TenantID, _ scope: Scope) -> RowKey {
        let digest = SHA256.hash("\(scope.method)\n\(scope.path)\n\(scope.key)").hex
        return RowKey(.transactions, "\(tenant)/answer/\(digest)", RowKey.only)
    }

    /// Without the body.
    var item: Item {
        var item: Item = [:]
        // The key holds no more than their digest.
        item.set("method", scope.method)
        item.set("path", scope.path)
        item.set("key", scope.key)
        item.set("requestHash", requestHash)
        item.set("status", Int64(status))
        item.set("until", expiresAt)
        item.set(StoreTable.endAttribute, expiresAt.wholeSecondsRoundedUp)
        return item
    }

    init(_ scope: Scope, _ item: Item, body: [UInt8]) throws {
        self.init(
            scope: scope,
            requestHash: try item.bytes("requestHash"),
            status: Int(try item.int("status")),
            body: body,
            expiresAt: try item.time("until")
        )
    }
}

extension Timestamp {
    /// The first whole second at or after it, as DynamoDB's time to live counts.
    var wholeSecondsRoundedUp: Int64 { (millisecondsSinceEpoch + 999) / 1000 }
}

enum KeyText {
    /// Texts that come from outside may be longer than a key: those are named by their digest.
    static func short(_ text: String) -> String {
        text.utf8.count <= 500 ? "=" + text : "#" + SHA256.hash(text).hex
    }
}

extension BufferRule {
    var item: Item {
        var item: Item = [:]
        switch amount {
        case nil: break
        case .units(let units): item.set("units", units)
        case .percent(let percent): item.set("hundredths", percent.hundredths)
        }
        item.set("floor", floor)
        item.set("cap", cap)
        return item
    }

    init(_ item: Item) throws {
        var amount: Amount?
        if let units = item.optionalInt("units") {
            amount = .units(units)
        } else if let hundredths = item.optionalInt("hundredths") {
            amount = .percent(try Percent(hundredths: hundredths))
        }
        self.init(uncheckedAmount: amount, floor: item.optionalInt("floor"), cap: item.optionalInt("cap"))
    }
}
