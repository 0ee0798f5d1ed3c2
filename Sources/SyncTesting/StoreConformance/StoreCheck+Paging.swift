import Inventory
import Sync
import Testing

extension StoreCheck {
    /// Every list that has pages, by name, reduced to something to compare.
    private static func lists(
        _ store: any Store,
        _ tenant: TenantID
    ) -> [(name: String, read: @Sendable (PageRequest) async throws -> Page<String>)] {
        [
            (
                "inventory",
                { page in
                    try await store.inventory(tenant, InventoryFilter(defaultThreshold: 0), page)
                        .map(\.level.sku.value)
                }
            ),
            ("movements", { try await store.movements(tenant, Sample.sku("A"), $0).map(\.movementId) }),
            ("buffers", { try await store.skuBufferRules(tenant, channel: nil, $0).map(\.sku.value) }),
            ("alerts", { try await store.alerts(tenant, AlertFilter(), $0).map(\.alertId) }),
            ("unread alerts", { try await store.alerts(tenant, AlertFilter(unread: true), $0).map(\.alertId) }),
            ("returns", { try await store.returns(tenant, ReturnFilter(), $0).map(\.returnId) }),
            ("transactions", { try await store.transactions(tenant, TransactionFilter(), $0).map(\.key.txId) }),
            (
                "transactions of an action",
                { page in
                    try await store.transactions(tenant, TransactionFilter(action: "orders/create"), page)
                        .map(\.key.txId)
                }
            ),
            ("quarantine", { try await store.quarantine(tenant, $0).map(\.quarantineId) }),
            ("privacy requests", { try await store.privacyRequests(tenant, $0).map(\.requestId) }),
            ("keys", { try await store.accessKeys(tenant, $0).map(\.keyId) }),
        ]
    }

    private static func fill(_ subject: StoreSubject, _ tenant: TenantID, _ numbers: Range<Int>) async throws {
        try await subject.store.write(tenant) { tx in
            for number in numbers {
                let id = "\(tenant)-\(number + 100)"
                try tx.put(Sample.level("sku-\(number + 100)", at: tx.now))
                try tx.append(Sample.movement(id, "A", 1, after: Int64(number), at: tx.now))
                try tx.put(try BufferRule(cap: 1), at: BufferScope(sku: Sample.sku("sku-\(number + 100)")))
                try tx.put(Sample.alert(id, at: tx.now))
                try tx.put(Sample.orderReturn(id, at: tx.now))
                try tx.put(Sample.transaction(id, at: tx.now))
                try tx.put(Sample.delivery(id, at: tx.now))
                try tx.put(Sample.accessKey(id, tenant, at: tx.now))
                try tx.put(
                    PrivacyRequest(
                        requestId: id,
                        kind: .dataRequest,
                        channelId: Sample.channelID("shop"),
                        shop: "shop",
                        customerId: nil,
                        orderIds: [],
                        outcome: "",
                        timestamp: tx.now
                    )
                )
            }
        }
    }

    static let paging: [StoreCheck] = [
        StoreCheck("every list gives every row once, in pages no longer than asked for") { subject in
            for list in lists(subject.store, Sample.tenant) {
                let page = try await list.read(PageRequest(limit: 5))
                #expect(page.items.isEmpty && page.next == nil, "\(list.name) of an unknown tenant")
            }
            try await fill(subject, Sample.tenant, 0..<10)
            for list in lists(subject.store, Sample.tenant) {
                let whole = try await list.read(PageRequest(limit: 250))
                #expect(whole.items.count == 10 && whole.next == nil, "\(list.name)")
                for limit in [1, 3, 5, 10, 11] {
                    let paged = try await subject.all(limit: limit) { try await list.read($0) }
                    #expect(paged == whole.items, "\(list.name), \(limit) at a time")
                }
                let exact = try await list.read(PageRequest(limit: 10))
                #expect(exact.next == nil, "\(list.name) ends with a full page")
            }
        },
        StoreCheck("rows that arrive between two pages neither repeat nor hide others") { subject in
            try await fill(subject, Sample.tenant, 0..<10)
            for list in lists(subject.store, Sample.tenant) {
                let before = try await list.read(PageRequest(limit: 250)).items
                let first = try await list.read(PageRequest(limit: 4))
                try await fill(subject, Sample.tenant, 10..<12)
                let rest = try await subject.all(limit: 4) { page in
                    try await list.read(PageRequest(limit: page.limit, cursor: page.cursor ?? first.next))
                }
                #expect((first.items + rest).starts(with: before), "\(list.name)")
                #expect(Set(first.items + rest).count == first.items.count + rest.count, "\(list.name)")
            }
        },
        StoreCheck("a cursor that the list did not give out is refused by name") { subject in
            try await fill(subject, Sample.tenant, 0..<5)
            try await fill(subject, Sample.otherTenant, 0..<5)
            let own = lists(subject.store, Sample.tenant)
            let foreign = lists(subject.store, Sample.otherTenant)
            var cursors: [String: String] = [:]
            for list in own { cursors[list.name] = try await list.read(PageRequest(limit: 2)).next }
            #expect(cursors.count == own.count)
            for (list, other) in zip(own, foreign) {
                var wrong = ["", "0", "x", "😀", "null", String(repeating: "a", count: 10_000)]
                wrong += [cursors["movements"], cursors["inventory"], cursors["keys"]].compactMap(\.self)
                wrong.removeAll { $0 == cursors[list.name] }
                wrong += [try await other.read(PageRequest(limit: 2)).next].compactMap(\.self)
                wrong += [cursors[list.name].map { String($0.dropLast()) }].compactMap(\.self)
                for cursor in wrong {
                    let refused = await #expect(throws: InvalidValue.self, "\(list.name) \(cursor.prefix(20))") {
                        _ = try await list.read(PageRequest(limit: 2, cursor: cursor))
                    }
                    #expect(refused?.field == "cursor")
                }
            }
        },
    ]
}
