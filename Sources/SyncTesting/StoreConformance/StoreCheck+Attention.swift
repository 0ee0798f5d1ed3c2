import Inventory
import Sync
import Testing

extension StoreCheck {
    private static let shop = Sample.channelID("shop")

    private static func item(_ sku: String, lookAt: Timestamp?, missing: Int64 = 0) -> ChannelItem {
        var item = ChannelItem(channelId: shop, sku: Sample.sku(sku), expected: 5, missing: missing)
        item.lookAt = lookAt
        return item
    }

    private static func order(_ id: Int64, at now: Timestamp, in pause: Duration) -> OrderState {
        var order = OrderState(orderId: id, reread: .edit)
        order.schedule(now: now, pause: pause)
        return order
    }

    static let attention: [StoreCheck] = [
        StoreCheck("what must be looked at again is listed when it is due, earliest first") { subject in
            let now = subject.now
            try await subject.write { tx in
                try tx.put(Sample.shop("shop", at: now))
                try tx.put(Sample.shop("other", at: now))
                for (sku, seconds) in [("C", 2), ("A", 1), ("B", 30), ("E", 40)] as [(String, Int)] {
                    try tx.put(item(sku, lookAt: now.adding(.seconds(seconds))))
                }
                try tx.put(item("D", lookAt: nil))
                try tx.put(order(7, at: now, in: .seconds(3)), of: shop)
                try tx.put(order(8, at: now, in: .seconds(20)), of: shop)
                try tx.put(OrderState(orderId: 9), of: shop)
            }
            func look(_ seconds: Int, _ limit: Int = 10) async throws -> Attention {
                let then = now.adding(.seconds(seconds))
                return try await subject.store.attention(Sample.tenant, shop, now: then, limit: limit)
            }
            var seen = try await look(0)
            #expect(seen.items.isEmpty && seen.orders.isEmpty && seen.next == now.adding(.seconds(1)))
            seen = try await look(5)
            #expect(seen.items.map(\.sku.value) == ["A", "C"])
            #expect(seen.orders == [order(7, at: now, in: .seconds(3))])
            #expect(seen.next == now.adding(.seconds(20)))
            seen = try await look(35, 1)
            #expect(seen.items.map(\.sku.value) == ["A"] && seen.orders.map(\.orderId) == [7])
            seen = try await look(60)
            #expect(seen.items.count == 4 && seen.orders.count == 2 && seen.next == nil)
            for id in [Sample.channelID("other"), Sample.channelID("none")] {
                let nothing = try await subject.store.attention(
                    Sample.tenant,
                    id,
                    now: now.adding(.seconds(60)),
                    limit: 10
                )
                #expect(nothing == Attention(items: [], orders: [], next: nil))
            }
            try await subject.write { tx in
                try tx.put(item("A", lookAt: nil))
                try tx.put(OrderState(orderId: 7), of: shop)
            }
            seen = try await look(5)
            #expect(seen.items.map(\.sku.value) == ["C"] && seen.orders.isEmpty)
        },
        StoreCheck("a commit says what it has put up for another look, and when the first of it") { subject in
            let recorder = CommitRecorder()
            subject.store.observe(recorder)
            let now = subject.now
            try await subject.write { tx in
                try tx.put(Sample.shop("shop", at: now))
                try tx.put(item("A", lookAt: nil))
            }
            try await subject.write { tx in
                try tx.put(item("A", lookAt: now.adding(.seconds(9))))
                try tx.put(item("B", lookAt: now.adding(.seconds(4))))
                try tx.put(order(1, at: now, in: .seconds(6)), of: shop)
            }
            #expect(recorder.notices.map(\.attention) == [[:], [shop: now.adding(.seconds(4))]])
        },
        StoreCheck("items in suspense are found until they are explained") { subject in
            try await subject.write { tx in
                try tx.put(Sample.shop("shop", at: tx.now))
                for (sku, missing) in [("A", 0), ("B", 2), ("C", 1)] as [(String, Int64)] {
                    try tx.put(item(sku, lookAt: nil, missing: missing))
                }
                try #expect(Set(tx.itemsInSuspense(of: shop, limit: 10).map(\.sku.value)) == ["B", "C"])
                try #expect(tx.itemsInSuspense(of: shop, limit: 1).count == 1)
                try tx.put(item("B", lookAt: nil))
                try #expect(tx.itemsInSuspense(of: shop, limit: 10) == [item("C", lookAt: nil, missing: 1)])
                try #expect(tx.itemsInSuspense(of: Sample.channelID("none"), limit: 10).isEmpty)
            }
        },
        StoreCheck("a write of unknown fate is kept for each channel until its fate is known") { subject in
            let batch = IntendedBatch(
                txId: Sample.uuid(1),
                items: (0..<250).map {
                    IntendedBatch.Item(
                        sku: Sample.sku("SKU-\($0)-ö"),
                        inventoryItemId: Int64.max - $0,
                        from: -$0,
                        to: $0,
                        version: 7
                    )
                }
            )
            @Sendable func kept(_ id: String) async throws -> IntendedBatch? {
                try await subject.store.intendedBatch(Sample.tenant, Sample.channelID(id))
            }
            try await subject.write { tx in
                try tx.put(Sample.shop("shop", at: tx.now))
                try tx.put(Sample.shop("other", at: tx.now))
                try tx.put(IntendedBatch(txId: "t", items: []), of: shop)
                try tx.put(batch, of: shop)
            }
            #expect(try await kept("shop") == batch)
            #expect(try await kept("other") == nil)
            #expect(try await kept("none") == nil)
            try await subject.write { tx in try tx.put(IntendedBatch?.none, of: shop) }
            #expect(try await kept("shop") == nil)
            try await subject.write { tx in
                try tx.put(batch, of: shop)
                try tx.deleteChannel(shop)
                try tx.put(Sample.shop("shop", at: tx.now))
            }
            #expect(try await kept("shop") == nil)
        },
        StoreCheck("how far a reconciliation has come is kept with its channel") { subject in
            var channel = Sample.shop("shop", at: subject.now)
            let stages = [
                Reconciliation(),
                Reconciliation(
                    ordersMergedUntil: subject.now,
                    pass: Reconciliation.Pass(startedAt: subject.now, cursor: "cö", hasMergedOrders: true)
                ),
                Reconciliation(pass: Reconciliation.Pass(startedAt: subject.now)),
            ]
            for stage in stages {
                channel.reconciliation = stage
                let written = channel
                try await subject.write { tx in try tx.put(written) }
                #expect(try await subject.store.channel(Sample.tenant, shop)?.reconciliation == stage)
            }
        },
    ]
}
