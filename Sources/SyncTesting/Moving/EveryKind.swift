package import Inventory
import Sync

/// Rows of every kind that a store keeps, for what must not leave any of them out.
package enum EveryKind {
    static let shop = Sample.channelID("shop")
    private static let (web, gone) = (Sample.channelID("web"), Sample.channelID("gone"))
    package static let tenants = [TenantID.default, Sample.otherTenant]

    // What no list of a store names, of each of them.
    static let orders: [Int64] = [3, 900_719_925_474_099_3, 17, 18, 33, 34, 35]
    static let catalogItems: [Int64] = [11, 22, 33, 44, 55]
    static let answers = (0..<4).map { IdempotentAnswer.Scope(method: "PUT", path: "/v1/a", key: "key \($0)") }
    /// The last one has no rows.
    static let imports = ["import-applying", "import-applied", "import-undone"]

    /// Fills an empty store. What it holds depends on the clock alone.
    package static func fill(_ subject: StoreSubject) async throws {
        try await subject.store.write(.default) { tx in
            try tx.put(Sample.accessKey("first", at: tx.now))
            try tx.put(Tenant(tenantId: Sample.otherTenant, name: "Another shop", createdAt: tx.now))
            try tx.put(Tenant(tenantId: TenantID(stored: "alone"), name: "Nothing yet", createdAt: tx.now))
        }
        for tenant in tenants {
            try await subject.store.write(tenant) { tx in
                for id in ["web", "gone"] { try tx.put(Sample.channel(id, at: tx.now)) }
                try tx.put(Sample.shop("shop", at: tx.now))
                try fillStock(tx)
                try tx.deleteChannel(gone)
            }
            subject.clock.advance(by: .milliseconds(1))
            try await subject.store.write(tenant) { tx in
                try fillChannels(tx)
                try fillLists(tx, tenant)
                try fillOutside(tx)
            }
        }
        subject.clock.advance(by: .milliseconds(1))
    }

    private static func fillStock(_ tx: any StoreTransaction) throws {
        for number in 0..<11 {
            let sku = number == 9 ? "a/b %ü" : "SKU-\(number)"
            try tx.put(Sample.level(sku, Int64(number), version: Int64(number + 1), at: tx.now))
            for change in 0...(number == 4 ? 7 : number % 3) {
                let id = Sample.uuid(number * 100 + change)
                try tx.append(Sample.movement(id, sku, 1, after: Int64(change + 1), at: tx.now))
            }
            for (index, channel) in [web, gone, shop].enumerated() where number % (index + 1) == 0 {
                var item = ChannelItem(
                    channelId: channel,
                    sku: Sample.sku(sku),
                    expected: Int64(number),
                    missing: number == 6 ? 2 : 0
                )
                if number < 4 { item.lookAt = tx.now.adding(.seconds(number / 2)) }
                try tx.put(item)
            }
        }
        // Only spoken of.
        try tx.put(ChannelItem(channelId: shop, sku: Sample.sku("spoken of"), expected: 1))
        try tx.put(ChannelItem(channelId: gone, sku: Sample.sku("of the gone one"), expected: 1))
        // In another order than that of their names.
        for sku in ["SKU-5", "SKU-2", "SKU-8", "SKU-1"] { try tx.markDirty(Sample.sku(sku)) }
    }

    private static func fillChannels(_ tx: any StoreTransaction) throws {
        try tx.markDirty(Sample.sku("SKU-0"))
        try tx.put(try BufferRule(amount: .units(2)), at: .tenant)
        try tx.put(try BufferRule(amount: .percent(Percent(hundredths: 1250)), cap: 9), at: BufferScope(channel: web))
        for sku in ["SKU-1", "a/b %ü", "SKU-3", "SKU-4"] {
            try tx.put(try BufferRule(floor: 1), at: BufferScope(sku: Sample.sku(sku)))
            try tx.put(try BufferRule(cap: 4), at: BufferScope(channel: shop, sku: Sample.sku(sku)))
        }
        for id in orders {
            var order = OrderState(orderId: id, reread: id % 2 == 0 ? .edit : nil)
            order.schedule(now: tx.now, pause: .seconds(5))
            try tx.put(order, of: shop)
        }
        for (number, id) in catalogItems.enumerated() {
            let sku = number == 4 ? nil : Sample.sku("SKU-\((number + 1) / 2)")
            try tx.put(CatalogItem(channelId: shop, inventoryItemId: id, sku: sku, updatedAt: tx.now))
        }
        let item = IntendedBatch.Item(sku: Sample.sku("SKU-1"), inventoryItemId: 11, from: 1, to: 2, version: 3)
        try tx.put(IntendedBatch(txId: "batch", items: [item]), of: shop)
        try tx.requestSweep(of: web)
        _ = try tx.expandSweep(of: web, limit: 1)
        try tx.requestSweep(of: shop)
        guard var channel = try tx.channel(shop) else { return }
        channel.pause = .credentials
        channel.lastError = "401"
        channel.lastReconciledAt = tx.now
        channel.reconciliation = Reconciliation(
            ordersMergedUntil: tx.now,
            pass: Reconciliation.Pass(startedAt: tx.now, cursor: "page 2", hasMergedOrders: true)
        )
        channel.sealedCredentials = Array(0...200)
        try tx.put(channel)
    }

    private static func fillLists(_ tx: any StoreTransaction, _ tenant: TenantID) throws {
        for number in 0..<9 {
            let id = Sample.uuid(1000 + number)
            let status = TransactionRecord.Status.allCases[number]
            try tx.put(Sample.transaction(id, action: "orders/\(number % 2)", status: status, at: tx.now))
            try tx.put(
                Sample.orderReturn(
                    id,
                    "SKU-\(number % 3)",
                    order: number % 4 == 0 ? nil : "\(number % 2)",
                    channel: number == 1 ? nil : "shop",
                    note: number == 2 ? "torn" : nil,
                    at: tx.now
                )
            )
            // Of the same thing again and again: the newest is the one that counts.
            var alert = Sample.alert(id, sku: "SKU-\(number % 2)", channel: number % 2 == 0 ? "gone" : nil, at: tx.now)
            alert.read = number % 3 == 0
            alert.state = number % 4 == 0 ? .resolved : .open
            try tx.put(alert)
            try tx.put(Sample.accessKey("\(tenant)-\(number)", tenant, at: tx.now))
        }
        try tx.put(Sample.alert("of all", .channelPaused, sku: nil, channel: "shop", at: tx.now))
        try tx.put(Sample.transaction("past", at: tx.now, lasting: .milliseconds(1)))
        try tx.put(Sample.transaction(Sample.uuid(1000), source: "another", at: tx.now))
        try tx.put(Sample.transaction(String(repeating: "long/answer/", count: 60), at: tx.now))
    }

    private static func fillOutside(_ tx: any StoreTransaction) throws {
        for number in 0..<4 {
            let body = String(repeating: "é", count: number == 3 ? 100_000 : 3)
            try tx.put(Sample.delivery("q\(number)", body: body, at: tx.now))
            try tx.put(
                IdempotentAnswer(
                    scope: answers[number],
                    requestHash: [1, UInt8(number)],
                    status: 200,
                    body: Array(body.utf8),
                    expiresAt: tx.now.adding(number == 0 ? .milliseconds(1) : .seconds(60))
                )
            )
            try tx.put(
                PrivacyRequest(
                    requestId: "p\(number)",
                    kind: .customerRedact,
                    channelId: shop,
                    shop: "shop.myshopify.com",
                    customerId: 7,
                    orderIds: [1, 2],
                    outcome: "2 orders",
                    timestamp: tx.now
                )
            )
        }
        for (id, state) in zip(imports, [ImportBatch.State.applying, .applied, .undone]) {
            try tx.put(ImportBatch(batchId: id, state: state, actor: "me", accepted: 4, createdAt: tx.now))
            if state == .undone { continue }
            for number in 0..<4 {
                let replaced = ImportRow.Replaced(
                    physical: 1,
                    tracked: true,
                    buffer: try BufferRule(amount: .units(1)),
                    lowStockThreshold: 3
                )
                let row = ImportRow(
                    sku: Sample.sku("row/\(number)"),
                    line: number + 2,
                    physical: 5,
                    buffer: nil,
                    lowStockThreshold: 2,
                    replaced: number % 2 == 0 ? replaced : nil
                )
                _ = try tx.stage(row, in: id)
            }
        }
    }

    /// Sets two of a channel's marks aside until the same moment.
    package static func setMarksAside(_ subject: StoreSubject) async throws {
        for tenant in tenants {
            let found = try await subject.store.broadcastCandidates(tenant, web, now: subject.clock.now, limit: 10)
            try await subject.store.write(tenant) { tx in
                for var mark in found.map(\.mark) where ["SKU-8", "SKU-2"].contains(mark.sku.value) {
                    mark.attempts = 3
                    mark.retryAt = tx.now.adding(.seconds(30))
                    mark.reason = "503"
                    try tx.setAside(mark)
                }
            }
        }
    }
}
