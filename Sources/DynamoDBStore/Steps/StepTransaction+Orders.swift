import DynamoDB
import Inventory
import Sync

extension StepTransaction {
    func order(_ orderId: Int64, of channel: ChannelID) throws -> OrderState? {
        guard let entry = try entry(channel) else { return nil }
        return try rows.read(ChannelKeys.order(tenant, entry.name, orderId), optimistically: true)
            .map { try OrderState(encoded: try $0.bytes("state")) }
    }

    func put(_ order: OrderState, of channel: ChannelID) throws {
        let entry = try known(channel)
        let key = ChannelKeys.order(tenant, entry.name, order.orderId)
        let looks = ChannelKeys.looks(tenant, entry.name)
        let held = try rows.read(key, optimistically: true)
        var look = held?.optionalText("look")
        if held?.optionalTime("lookAt") != order.lookAt {
            if let look { rows.writeBlindly(looks.row(look), nil) }
            look = order.lookAt.map { LookKeys.sort($0, newID()) }
            if let look { rows.writeBlindly(looks.row(look), ["order": .number(order.orderId)]) }
        }
        var item: Item = [:]
        item.set("state", order.encoded())
        item.set("lookAt", order.lookAt)
        item.set("look", look)
        try rows.write(key, item)
        if let lookAt = order.lookAt { noteAttention(channel, at: lookAt) }
    }

    func deleteOrders(of channel: ChannelID) throws -> Int {
        guard let entry = try entry(channel) else { return 0 }
        let looks = ChannelKeys.looks(tenant, entry.name)
        try rows.prepare((0..<ChannelKeys.orderShards).map { ChannelKeys.orders(tenant, entry.name, shard: $0) })
        var deleted = 0
        for shard in 0..<ChannelKeys.orderShards {
            for (key, item) in try rows.range(ChannelKeys.orders(tenant, entry.name, shard: shard)) {
                try rows.write(key, nil)
                if let look = item.optionalText("look") { rows.writeBlindly(looks.row(look), nil) }
                deleted += 1
            }
        }
        return deleted
    }

    func orderReturn(_ returnId: String) throws -> Return? {
        try returns.find(returnId)?.item.asReturn()
    }

    func put(_ orderReturn: Return) throws {
        let (key, isNew) = try returns.put(orderReturn.returnId, orderReturn.item(tenant))
        if isNew, let order = orderReturn.orderId {
            rows.writeBlindly(ReturnKeys.ofOrder(tenant, order).row(key.sort), [:])
        }
    }

    func eraseReturnNotes(of channel: ChannelID, orderIds: [Int64]?) throws -> Int {
        var erased = 0
        func erase(_ key: RowKey, _ item: Item) throws {
            guard item.optionalText("channelId") == channel.value, item["note"] != nil else { return }
            var item = item
            item["note"] = nil
            try rows.write(key, item)
            erased += 1
        }
        let list = returns.place
        if let orderIds {
            for order in Set(orderIds) {
                for (pointer, _) in try rows.range(ReturnKeys.ofOrder(tenant, String(order))) {
                    let key = list.row(pointer.sort)
                    if let item = try rows.read(key) { try erase(key, item) }
                }
            }
        } else {
            for (key, item) in try rows.range(list) { try erase(key, item) }
        }
        return erased
    }

    private var returns: Chronicle { ReturnKeys.list(self) }
}

enum ReturnKeys {
    static func list(_ step: StepTransaction) -> Chronicle { Chronicle(step, .returns) }

    /// Returns of one order, by their place in the list.
    static func ofOrder(_ tenant: TenantID, _ order: String) -> PartitionKey {
        PartitionKey(table: .returns, partition: "\(tenant)/order/\(KeyText.short(order))")
    }
}

extension Item {
    func asReturn() throws -> Return { try Return(self) }
}
