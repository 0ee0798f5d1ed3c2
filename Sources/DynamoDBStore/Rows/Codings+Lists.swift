import DynamoDB
import Inventory
import Sync

extension Alert {
    /// Attributes of the row; `skuKey` is the index's.
    func item(_ tenant: TenantID) -> Item {
        var item: Item = [:]
        item.set("alertId", alertId)
        item.set("type", key.type.rawValue)
        item.set("sku", key.sku?.value)
        item.set("skuKey", key.sku.map { "\(tenant)/\($0)" })
        item.set("channelId", key.channelId?.value)
        item.set("message", message)
        item.set("timestamp", timestamp)
        item.set("lastSeen", lastSeen)
        item.set("occurrences", occurrences)
        item.set("read", read)
        item.set("state", state.rawValue)
        return item
    }

    init(_ item: Item) throws {
        self.init(
            alertId: try item.text("alertId"),
            key: AlertKey(
                type: try item.choice("type"),
                sku: item.optionalText("sku").map(SKU.init(stored:)),
                channelId: item.optionalText("channelId").map(ChannelID.init(stored:))
            ),
            message: try item.text("message"),
            timestamp: try item.time("timestamp"),
            lastSeen: try item.time("lastSeen"),
            occurrences: try item.int("occurrences"),
            read: try item.bool("read"),
            state: try item.choice("state")
        )
    }
}

extension Return {
    func item(_ tenant: TenantID) -> Item {
        var item: Item = [:]
        item.set("returnId", returnId)
        item.set("sku", sku.value)
        item.set("skuKey", "\(tenant)/\(sku)")
        item.set("quantity", quantity)
        item.set("disposition", disposition.rawValue)
        item.set("orderId", orderId)
        item.set("channelId", channelId?.value)
        item.set("note", note)
        item.set("txId", txId)
        item.set("timestamp", timestamp)
        item.set("updatedAt", updatedAt)
        return item
    }

    init(_ item: Item) throws {
        self.init(
            returnId: try item.text("returnId"),
            sku: SKU(stored: try item.text("sku")),
            quantity: try item.int("quantity"),
            disposition: try item.choice("disposition"),
            orderId: item.optionalText("orderId"),
            channelId: item.optionalText("channelId").map(ChannelID.init(stored:)),
            note: item.optionalText("note"),
            txId: try item.text("txId"),
            timestamp: try item.time("timestamp"),
            updatedAt: try item.time("updatedAt")
        )
    }
}

extension AccessKey {
    var item: Item {
        var item: Item = [:]
        item.set("keyId", keyId)
        item.set("tenant", tenant.value)
        item.set("name", name)
        item.set("role", role.rawValue)
        item.set("hash", hash)
        item.set("isFirst", isFirst)
        item.set("createdAt", createdAt)
        item.set("until", expiresAt)
        return item
    }

    init(_ item: Item) throws {
        self.init(
            keyId: try item.text("keyId"),
            tenant: TenantID(stored: try item.text("tenant")),
            name: try item.text("name"),
            role: try item.choice("role"),
            hash: try item.bytes("hash"),
            isFirst: try item.bool("isFirst"),
            createdAt: try item.time("createdAt"),
            expiresAt: item.optionalTime("until")
        )
    }
}

extension Tenant {
    var item: Item {
        var item: Item = [:]
        item.set("tenantId", tenantId.value)
        item.set("name", name)
        item.set("createdAt", createdAt)
        return item
    }

    init(_ item: Item) throws {
        self.init(
            tenantId: TenantID(stored: try item.text("tenantId")),
            name: try item.text("name"),
            createdAt: try item.time("createdAt")
        )
    }
}

extension ImportBatch {
    var item: Item {
        var item: Item = [:]
        item.set("batchId", batchId)
        item.set("state", state.rawValue)
        item.set("actor", actor)
        item.set("accepted", Int64(accepted))
        item.set("createdAt", createdAt)
        return item
    }

    init(_ item: Item) throws {
        self.init(
            batchId: try item.text("batchId"),
            state: try item.choice("state"),
            actor: try item.text("actor"),
            accepted: Int(try item.int("accepted")),
            createdAt: try item.time("createdAt")
        )
    }
}

extension ImportRow {
    var item: Item {
        var item: Item = [:]
        item.set("line", Int64(line))
        item.set("physical", physical)
        item.set("buffer", buffer)
        item.set("lowStockThreshold", lowStockThreshold)
        if let replaced {
            var old: Item = [:]
            old.set("physical", replaced.physical)
            old.set("tracked", replaced.tracked)
            old["buffer"] = replaced.buffer.map { .map($0.item) }
            old.set("lowStockThreshold", replaced.lowStockThreshold)
            item["replaced"] = .map(old)
        }
        return item
    }

    init(_ sku: SKU, _ item: Item) throws {
        self.init(
            sku: sku,
            line: Int(try item.int("line")),
            physical: try item.int("physical"),
            buffer: item.optionalInt("buffer"),
            lowStockThreshold: item.optionalInt("lowStockThreshold"),
            replaced: try item["replaced"]?.map.map { old in
                Replaced(
                    physical: try old.int("physical"),
                    tracked: try old.bool("tracked"),
                    buffer: try old["buffer"]?.map.map(BufferRule.init),
                    lowStockThreshold: old.optionalInt("lowStockThreshold")
                )
            }
        )
    }
}
