import Inventory
import Sync
import Testing

extension StoreCheck {
    private static let web = Sample.channelID("web")
    private static let sku = Sample.sku("A")

    /// The same names in each tenant, other values.
    private static func fill(_ subject: StoreSubject, _ tenant: TenantID, _ value: Int64) async throws {
        try await subject.store.write(tenant) { tx in
            let name = "\(tenant)"
            try tx.put(Sample.channel("web", at: tx.now))
            try tx.put(Sample.level("A", value, at: tx.now))
            try tx.append(Sample.movement("m-\(name)", "A", value, after: value, at: tx.now))
            try tx.put(ChannelItem(channelId: web, sku: sku, expected: value))
            try tx.put(CatalogItem(channelId: web, inventoryItemId: 1, sku: Sample.sku(name), updatedAt: tx.now))
            try tx.put(OrderState(orderId: 1, reread: value == 1 ? .edit : nil), of: web)
            try tx.put(BufferRule(uncheckedAmount: nil, floor: nil, cap: value), at: .tenant)
            try tx.put(Sample.transaction("t", action: name, at: tx.now))
            try tx.put(
                IdempotentAnswer(
                    scope: IdempotentAnswer.Scope(method: "PUT", path: "/", key: "k"),
                    requestHash: [],
                    status: Int(value),
                    body: [],
                    expiresAt: tx.now.adding(.seconds(60))
                )
            )
            var alert = Sample.alert("a", at: tx.now)
            alert.message = name
            try tx.put(alert)
            try tx.put(Sample.orderReturn("r", channel: "web", note: name, at: tx.now))
            try tx.put(Sample.delivery("q", channel: "web", body: name, at: tx.now))
            try tx.put(
                ImportBatch(batchId: "b", state: .staging, actor: name, accepted: Int(value), createdAt: tx.now)
            )
            let row = ImportRow(sku: sku, line: Int(value), physical: value, buffer: nil, lowStockThreshold: nil)
            _ = try tx.stage(row, in: "b")
            try tx.markDirty(sku)
        }
    }

    static let isolation: [StoreCheck] = [
        StoreCheck("a tenant's steps see its own rows only") { subject in
            try await fill(subject, Sample.tenant, 1)
            try await fill(subject, Sample.otherTenant, 2)
            for (tenant, value) in [(Sample.tenant, Int64(1)), (Sample.otherTenant, 2)] {
                try await subject.store.write(tenant) { tx in
                    try #expect(tx.level(sku)?.physical == value)
                    try #expect(tx.channels().count == 1)
                    try #expect(tx.channelItem(sku, of: web)?.expected == value)
                    try #expect(tx.catalogItem(1, of: web)?.sku == Sample.sku("\(tenant)"))
                    try #expect(tx.order(1, of: web)?.needsReread == (value == 1))
                    try #expect(tx.bufferRule(.tenant)?.cap == value)
                    try #expect(tx.transaction(Sample.transaction("t", at: tx.now).key)?.action == "\(tenant)")
                    let scope = IdempotentAnswer.Scope(method: "PUT", path: "/", key: "k")
                    try #expect(tx.idempotentAnswer(scope)?.status == Int(value))
                    try #expect(tx.alert("a")?.message == "\(tenant)")
                    try #expect(tx.latestAlert(AlertKey(type: .stockLow, sku: sku))?.message == "\(tenant)")
                    try #expect(tx.orderReturn("r")?.note == "\(tenant)")
                    try #expect(tx.quarantined("q")?.body == Array("\(tenant)".utf8))
                    try #expect(tx.quarantined(of: web, containingAnyOf: []) == ["q"])
                    try #expect(tx.quarantined(of: web, containingAnyOf: ["e"]) == ["q"])
                    try #expect(tx.importBatch("b")?.accepted == Int(value))
                    try #expect(tx.importRow(sku, in: "b")?.physical == value)
                }
            }
        },
        StoreCheck("a tenant's queries answer its own rows only, and nothing to a stranger") { subject in
            try await fill(subject, Sample.tenant, 1)
            try await fill(subject, Sample.otherTenant, 2)
            let store = subject.store
            for (tenant, value) in [(Sample.tenant, Int64(1)), (Sample.otherTenant, 2), (TenantID(stored: "no"), 0)] {
                let rows = value == 0 ? 0 : 1
                let page = PageRequest()
                let inventory = try await store.inventory(
                    tenant,
                    InventoryFilter(query: "a", defaultThreshold: 0),
                    page
                )
                #expect(inventory.items.filter { $0.level.sku == sku }.map(\.level.physical) == [value].suffix(rows))
                let detail = try await store.inventoryDetail(tenant, sku)
                #expect(detail?.level.physical ?? 0 == value)
                #expect(detail?.items.map(\.expected) ?? [] == [value].suffix(rows))
                #expect(detail?.rules[.tenant]?.cap ?? 0 == value)
                #expect(try await store.movements(tenant, sku, page).items.count == rows)
                #expect(try await store.bufferRules(tenant, [.tenant])[.tenant]?.cap ?? 0 == value)
                #expect(try await store.alerts(tenant, AlertFilter(sku: sku), page).items.count == rows)
                #expect(try await store.alertSummary(tenant).groups.map(\.rows) == [1].suffix(rows))
                #expect(try await store.returns(tenant, ReturnFilter(orderId: "1"), page).items.count == rows)
                let disposition = ReturnFilter(disposition: .sellable)
                #expect(try await store.returns(tenant, disposition, page).items.count == rows)
                for action in ["default", "other"] {
                    let listed = try await store.transactions(tenant, TransactionFilter(action: action), page).items
                    #expect(listed.count == (tenant.value == action ? 1 : 0))
                }
                #expect(try await store.transaction(tenant, txId: "t")?.action == (rows == 0 ? nil : tenant.value))
                #expect(try await store.quarantine(tenant, page).items.count == rows)
                #expect(try await store.channels(tenant).count == rows)
                #expect(try await store.channel(tenant, web) != nil || rows == 0)
                #expect(try await store.backlog(tenant, web, now: subject.now).dirty == rows)
                let candidates = try await store.broadcastCandidates(tenant, web, now: subject.now, limit: 10)
                #expect(candidates.map(\.level?.physical) == [value].suffix(rows))
                #expect(candidates.map(\.rule.cap) == [value].suffix(rows))
                #expect(try await store.ledgerMismatches(tenant, after: nil, limit: 10).isEmpty)
            }
        },
        StoreCheck("what one tenant changes and deletes leaves another's rows") { subject in
            try await fill(subject, Sample.tenant, 1)
            try await fill(subject, Sample.otherTenant, 2)
            try await subject.write { tx in
                try #expect(tx.markAlertsRead(AlertFilter()) == 1)
                try #expect(tx.eraseReturnNotes(of: web, orderIds: nil) == 1)
                try #expect(tx.deleteOrders(of: web) == 1)
                try tx.deleteQuarantined("q")
                while try tx.deleteImport("b", rowLimit: 1) {}
                try tx.put(nil, at: .tenant)
                try tx.requestSweep(of: web)
                while try tx.expandSweep(of: web, limit: 10) {}
                try tx.deleteChannel(web)
            }
            while try await subject.store.sweepExpired(now: subject.now, limit: 100) {}
            try await subject.store.write(Sample.otherTenant) { tx in
                try #expect(tx.alert("a")?.read == false)
                try #expect(tx.orderReturn("r")?.note != nil)
                try #expect(tx.order(1, of: web) != nil)
                try #expect(tx.quarantined("q") != nil)
                try #expect(tx.importRow(sku, in: "b") != nil)
                try #expect(tx.bufferRule(.tenant) != nil)
                try #expect(tx.channelItem(sku, of: web) != nil)
                try #expect(tx.level(sku)?.version == 1)
            }
            #expect(try await subject.store.backlog(Sample.otherTenant, web, now: subject.now).dirty == 1)
        },
        StoreCheck("observers are told of each tenant apart") { subject in
            let recorder = CommitRecorder()
            subject.store.observe(recorder)
            for tenant in [Sample.tenant, Sample.otherTenant] {
                try await subject.store.write(tenant) { tx in
                    try tx.put(Sample.channel("\(tenant)", at: tx.now))
                    tx.emit(.channel(Sample.channelID("\(tenant)")))
                }
            }
            for notice in recorder.notices {
                #expect(notice.events == [.channel(Sample.channelID("\(notice.tenant)"))])
            }
            #expect(recorder.notices.count == 2)
        },
    ]
}
