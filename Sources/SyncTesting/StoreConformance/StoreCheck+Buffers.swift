import Inventory
import Sync
import Testing

extension StoreCheck {
    private static let web = Sample.channelID("web")

    static let buffers: [StoreCheck] = [
        StoreCheck("rules stand at their scopes, and nil takes one away") { subject in
            let rules: [BufferScope: BufferRule] = [
                .tenant: BufferRule(uncheckedAmount: .units(1), floor: nil, cap: nil),
                BufferScope(channel: web): try BufferRule(amount: .percent(Percent(hundredths: 1250)), floor: 3),
                BufferScope(sku: Sample.sku("A")): try BufferRule(cap: 7),
                BufferScope(channel: web, sku: Sample.sku("A")): try BufferRule(amount: .units(0), floor: 0, cap: 0),
            ]
            try await subject.write { tx in
                try tx.put(Sample.channel("web", at: tx.now))
                for (scope, rule) in rules {
                    try #expect(tx.bufferRule(scope) == nil)
                    try tx.put(rule, at: scope)
                    try #expect(tx.bufferRule(scope) == rule)
                }
            }
            let other = BufferScope(sku: Sample.sku("B"))
            let scopes = Array(rules.keys) + [other, BufferScope(channel: Sample.channelID("none"))]
            #expect(try await subject.store.bufferRules(Sample.tenant, scopes) == rules)
            try await subject.write { tx in
                try tx.put(nil, at: .tenant)
                try tx.put(nil, at: other)
                try #expect(tx.bufferRule(.tenant) == nil)
            }
            #expect(try await subject.store.bufferRules(Sample.tenant, [.tenant]).isEmpty)
        },
        StoreCheck("rules of SKUs are listed in their order, of one channel or of none") { subject in
            let rule = try BufferRule(amount: .units(2))
            try await subject.write { tx in
                try tx.put(Sample.channel("web", at: tx.now))
                try tx.put(rule, at: .tenant)
                try tx.put(rule, at: BufferScope(channel: web))
                for sku in ["c", "a", "b", "D"] { try tx.put(rule, at: BufferScope(sku: Sample.sku(sku))) }
                for sku in ["z", "y"] { try tx.put(rule, at: BufferScope(channel: web, sku: Sample.sku(sku))) }
            }
            func listed(_ channel: ChannelID?) async throws -> [String] {
                try await subject.all(limit: 1) { page in
                    try await subject.store.skuBufferRules(Sample.tenant, channel: channel, page)
                }
                .map(\.sku.value)
            }
            #expect(try await listed(nil) == ["D", "a", "b", "c"])
            #expect(try await listed(web) == ["y", "z"])
            #expect(try await listed(Sample.channelID("none")) == [])
        },
        StoreCheck("a SKU's row shows every rule that may bear on it, its items and its dirt") { subject in
            let rule = try BufferRule(amount: .units(2))
            let sku = Sample.sku("A")
            let scopes = [
                .tenant, BufferScope(channel: web), BufferScope(sku: sku), BufferScope(channel: web, sku: sku),
            ]
            try await subject.write { tx in
                for channel in ["web", "shop"] { try tx.put(Sample.channel(channel, at: tx.now)) }
                try tx.put(Sample.level("A", at: tx.now))
                for scope in scopes { try tx.put(rule, at: scope) }
                try tx.put(rule, at: BufferScope(sku: Sample.sku("B")))
                try tx.put(ChannelItem(channelId: web, sku: sku, expected: 4))
                try tx.markDirty(sku, for: Sample.channelID("shop"))
            }
            let details = [
                try await subject.store.inventoryDetail(Sample.tenant, sku),
                try await subject.store.inventory(
                    Sample.tenant,
                    InventoryFilter(query: "a", defaultThreshold: 0),
                    PageRequest()
                )
                .items.first,
            ]
            for detail in details {
                #expect(detail?.rules == Dictionary(uniqueKeysWithValues: scopes.map { ($0, rule) }))
                #expect(detail?.items == [ChannelItem(channelId: web, sku: sku, expected: 4)])
                #expect(detail?.dirty == [Sample.channelID("shop")])
            }
        },
    ]
}
