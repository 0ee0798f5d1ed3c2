import Inventory
import Sync
import Testing

extension StoreCheck {
    private static let web = Sample.channelID("web")

    static let channels: [StoreCheck] = [
        StoreCheck("channels come back whole, in order of creation, and change in place") { subject in
            var shop = Sample.shop("zulu", at: subject.now)
            shop.pause = .credentials
            shop.lastError = "401"
            shop.lastReconciledAt = subject.now
            let zulu = shop
            let alpha = Sample.channel("alpha", at: subject.now)
            try await subject.write { tx in
                try tx.put(zulu)
                try tx.put(alpha)
            }
            #expect(try await subject.store.channels(Sample.tenant) == [zulu, alpha])
            var changed = zulu
            changed.kind = .shopify(
                Channel.ShopifySettings(
                    shop: "zulu.myshopify.com",
                    locationId: 1,
                    adminUrl: "http://127.0.0.1:4000",
                    apiVersion: "2026-10",
                    authority: .enforce
                )
            )
            changed.sealedCredentials = [0, 255]
            changed.pause = nil
            changed.lastError = nil
            let final = changed
            try await subject.write { tx in
                try tx.put(final)
                try #expect(tx.channels() == [final, alpha])
                try #expect(tx.channel(final.channelId) == final)
                try #expect(tx.channel(Sample.channelID("none")) == nil)
            }
            #expect(try await subject.store.channel(Sample.tenant, final.channelId) == final)
            #expect(try await subject.store.channels(Sample.tenant) == [final, alpha])
        },
        StoreCheck("channels of every tenant are listed for the endpoint") { subject in
            try await subject.write { tx in try tx.put(Sample.channel("web", at: tx.now)) }
            try await subject.store.write(Sample.otherTenant) { tx in try tx.put(Sample.channel("web", at: tx.now)) }
            let all = try await subject.store.allChannels()
            #expect(all.map(\.tenant) == [Sample.tenant, Sample.otherTenant])
            #expect(all.map(\.channel.channelId) == [web, web])
        },
        StoreCheck("an item comes back whole") { subject in
            let item = ChannelItem(
                channelId: web,
                sku: Sample.sku("A"),
                inventoryItemId: Int64.max,
                expected: -4,
                knownAt: subject.now,
                missing: 1,
                surplus: 2,
                unexplainedSince: subject.now.adding(milliseconds: 1),
                lastObservedAt: subject.now.adding(milliseconds: 2),
                baseline: subject.now.adding(milliseconds: 3),
                pendingWrite: ChannelItem.PendingWrite(
                    idempotencyKey: Sample.uuid(1),
                    from: 0,
                    to: 8,
                    sentAt: subject.now
                ),
                contested: true,
                lastTold: ChannelItem.Told(count: 0, txId: "t", timestamp: subject.now),
                lastError: "no"
            )
            let bare = ChannelItem(channelId: web, sku: Sample.sku("A"))
            for item in [bare, item, bare] {
                try await subject.write { tx in
                    if try tx.channel(web) == nil { try tx.put(Sample.channel("web", at: tx.now)) }
                    try tx.put(item)
                }
                try await subject.write { tx in try #expect(tx.channelItem(item.sku, of: web) == item) }
                try await subject.write { tx in try tx.put(Sample.level("A", at: tx.now)) }
                let detail = try await subject.store.inventoryDetail(Sample.tenant, item.sku)
                #expect(detail?.items == [item])
            }
        },
        StoreCheck("the catalogue knows the SKU of an item and the items of a SKU") { subject in
            @Sendable func item(_ id: Int64, _ sku: String?) -> CatalogItem {
                CatalogItem(
                    channelId: web,
                    inventoryItemId: id,
                    sku: sku.map(Sample.sku),
                    updatedAt: subject.now
                )
            }
            try await subject.write { tx in
                try tx.put(Sample.channel("web", at: tx.now))
                for row in [item(3, "A"), item(1, "A"), item(2, nil), item(4, "B")] { try tx.put(row) }
            }
            // A step may be run on a guess before the run that counts: only that one's answer is looked at.
            let (before, found, after) = try await subject.write { tx in
                let before = try tx.catalogItems(Sample.sku("A"), of: web)
                let found = try [tx.catalogItem(2, of: web), tx.catalogItem(9, of: web)]
                try tx.put(item(3, "B"))
                try tx.deleteCatalogItem(4, of: web)
                return (before, found, try ["A", "B"].map { try tx.catalogItems(Sample.sku($0), of: web) })
            }
            #expect(before == [item(1, "A"), item(3, "A")])
            #expect(found == [item(2, nil), nil])
            #expect(after == [[item(1, "A")], [item(3, "B")]])
        },
        StoreCheck("a deleted channel takes its rows with it and comes back empty") { subject in
            let sku = Sample.sku("A")
            try await subject.write { tx in
                try tx.put(Sample.channel("web", at: tx.now))
                try tx.put(Sample.channel("stays", at: tx.now))
                try tx.put(Sample.level("A", at: tx.now))
                try tx.put(ChannelItem(channelId: web, sku: sku, expected: 1))
                try tx.put(CatalogItem(channelId: web, inventoryItemId: 1, sku: sku, updatedAt: tx.now))
                try tx.put(OrderState(orderId: 1), of: web)
                try tx.markDirty(sku)
                try tx.requestSweep(of: web)
                try tx.put(try BufferRule(amount: .units(1)), at: BufferScope(channel: web))
                try tx.put(Sample.orderReturn("r", channel: "web", at: tx.now))
                try tx.put(Sample.alert("a", .syncFailed, channel: "web", at: tx.now))
                try tx.append(Sample.movement("m", "A", 10, after: 10, at: tx.now))
            }
            try await subject.write { tx in
                try tx.deleteChannel(web)
                try tx.deleteChannel(Sample.channelID("none"))
                try #expect(tx.channel(web) == nil)
                try #expect(tx.channelItem(sku, of: web) == nil)
            }
            let detail = try await subject.store.inventoryDetail(Sample.tenant, sku)
            #expect(detail?.items == [] && detail?.dirty == [Sample.channelID("stays")] && detail?.rules == [:])
            #expect(try await subject.store.channels(Sample.tenant).map(\.channelId.value) == ["stays"])
            #expect(try await subject.store.returns(Sample.tenant, ReturnFilter(), PageRequest()).items.count == 1)
            let alerts = try await subject.store.alerts(Sample.tenant, AlertFilter(channel: web), PageRequest()).items
            #expect(alerts.map(\.key.channelId) == [web])
            let movements = try await subject.store.movements(Sample.tenant, sku, PageRequest()).items
            #expect(movements.count == 1)
            // Once in the middle of the clearing away, and once after it.
            for _ in 0..<2 {
                try await subject.write { tx in
                    try tx.put(Sample.channel("web", at: tx.now))
                    try #expect(tx.channelItem(sku, of: web) == nil)
                    try #expect(tx.catalogItem(1, of: web) == nil)
                    try #expect(tx.catalogItems(sku, of: web) == [])
                    try #expect(tx.order(1, of: web) == nil)
                    try #expect(tx.bufferRule(BufferScope(channel: web)) == nil)
                    try #expect(tx.expandSweep(of: web, limit: 10) == false)
                }
                #expect(try await subject.store.backlog(Sample.tenant, web, now: subject.now).dirty == 0)
                try await subject.write { tx in try tx.deleteChannel(web) }
                while try await subject.store.sweepExpired(now: subject.now, limit: 2) {}
            }
            #expect(try await subject.store.inventoryDetail(Sample.tenant, sku)?.dirty == [Sample.channelID("stays")])
        },
        StoreCheck("a write for a channel that is gone is refused by name, a read finds nothing") { subject in
            let gone = Sample.channelID("gone")
            let mark = DirtMark(channelId: gone, sku: Sample.sku("A"), generation: 1, since: subject.now)
            try await subject.write { tx in
                try tx.put(Sample.level("A", at: tx.now))
                try #expect(tx.channelItem(Sample.sku("A"), of: gone) == nil)
                try #expect(tx.order(1, of: gone) == nil)
                try #expect(tx.catalogItem(1, of: gone) == nil)
                try #expect(tx.bufferRule(BufferScope(channel: gone)) == nil)
                try #expect(tx.expandSweep(of: gone, limit: 1) == false)
                try tx.clear(mark, readAt: subject.now)
                try tx.setAside(mark)
            }
            let writes: [@Sendable (any StoreTransaction) throws -> Void] = [
                { tx in try tx.put(ChannelItem(channelId: gone, sku: Sample.sku("A"))) },
                { tx in try tx.put(OrderState(orderId: 1), of: gone) },
                { tx in
                    try tx.put(CatalogItem(channelId: gone, inventoryItemId: 1, sku: nil, updatedAt: tx.now))
                },
                { tx in try tx.markDirty(Sample.sku("A"), for: gone) },
                { tx in try tx.requestSweep(of: gone) },
                { tx in try tx.put(try BufferRule(cap: 1), at: BufferScope(channel: gone)) },
            ]
            for write in writes {
                await #expect(throws: DomainError.self) { try await subject.write(write) }
            }
        },
    ]
}
