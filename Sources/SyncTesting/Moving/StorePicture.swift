package import Inventory
package import Sync

/// All that a store answers about a tenant, as text, list by list: two stores that hold the same have the same picture.
package enum StorePicture {
    package static func of(_ store: any Store, _ tenants: [TenantID], now: Timestamp) async throws -> [String: [String]]
    {
        var picture: [String: [String]] = [:]
        func take(_ name: String, _ tenant: TenantID, _ elements: [some Any]) {
            picture["\(tenant) \(name)"] = elements.map { String(reflecting: $0) }
        }
        let subject = StoreSubject(store: store, clock: ManualClock(now))
        take("tenants", .default, try await subject.all { try await store.tenants($0) })
        for tenant in tenants {
            let filter = InventoryFilter(defaultThreshold: 10)
            let details = try await subject.all { try await store.inventory(tenant, filter, $0) }
            take("levels", tenant, details.map(\.level))
            take("items", tenant, details.map(\.items))
            take("dirty", tenant, details.map { $0.dirty.sorted() })
            take("rules", tenant, details.map { detail in detail.rules.map { "\($0)" }.sorted() })
            for sku in details.map(\.level.sku) {
                take("movements \(sku)", tenant, try await subject.all { try await store.movements(tenant, sku, $0) })
            }
            take("alerts", tenant, try await subject.all { try await store.alerts(tenant, AlertFilter(), $0) })
            let summary = try await store.alertSummary(tenant).groups
            take("summary", tenant, summary.map { "\($0)" }.sorted())
            take("returns", tenant, try await subject.all { try await store.returns(tenant, ReturnFilter(), $0) })
            let ofOrder = try await subject.all { try await store.returns(tenant, ReturnFilter(orderId: "1"), $0) }
            take("returns of an order", tenant, ofOrder)
            let ofSKU = try await subject.all {
                try await store.alerts(tenant, AlertFilter(sku: Sample.sku("SKU-1")), $0)
            }
            take("alerts of a SKU", tenant, ofSKU)
            take(
                "transactions",
                tenant,
                try await subject.all { try await store.transactions(tenant, TransactionFilter(), $0) }
            )
            take("quarantine", tenant, try await subject.all { try await store.quarantine(tenant, $0) })
            take("privacy", tenant, try await subject.all { try await store.privacyRequests(tenant, $0) })
            take("keys", tenant, try await subject.all { try await store.accessKeys(tenant, $0) })
            let channels = try await store.channels(tenant)
            take("channels", tenant, channels)
            for channel in channels.map(\.channelId) {
                take("backlog of \(channel)", tenant, [try await store.backlog(tenant, channel, now: now)])
                let later = now.adding(.seconds(60))
                let candidates = try await store.broadcastCandidates(tenant, channel, now: later, limit: 100)
                let told = candidates.map { "\($0.mark.sku) \($0.rule) \($0.mark.since) \($0.mark.attempts)" }
                take("candidates of \(channel)", tenant, told.sorted())
                let attention = try await store.attention(tenant, channel, now: later, limit: 100)
                take("looks of \(channel)", tenant, attention.items.map { "\($0)" }.sorted())
                take("orders of \(channel)", tenant, attention.orders.map { "\($0)" }.sorted())
                take("intent of \(channel)", tenant, [try await store.intendedBatch(tenant, channel)])
            }
            take("ledger", tenant, try await store.ledgerMismatches(tenant, after: nil, limit: 100))
            picture.merge(try await unlisted(store, tenant)) { _, new in new }
        }
        let unfinished = try await store.unfinishedImports().map { "\($0)" }.sorted()
        take("unfinished imports", .default, unfinished)
        return picture
    }

    /// What no list names of `EveryKind`, by its keys.
    private static func unlisted(_ store: any Store, _ tenant: TenantID) async throws -> [String: [String]] {
        try await store.write(tenant) { tx in
            let found: [String: [Any]] = [
                "all orders": try EveryKind.orders.map { try tx.order($0, of: EveryKind.shop) as Any },
                "catalogue": try EveryKind.catalogItems.map { try tx.catalogItem($0, of: EveryKind.shop) as Any },
                "answers": try EveryKind.answers.map { try tx.idempotentAnswer($0) as Any },
                "imports": try EveryKind.imports.map { try tx.importBatch($0) as Any },
                "rows of imports": try EveryKind.imports.map { try tx.importRows(of: $0, after: nil, limit: 100) },
            ]
            return Dictionary(
                uniqueKeysWithValues: found.map { ("\(tenant) \($0)", $1.map { String(reflecting: $0) }) }
            )
        }
    }
}
