import Inventory
import Sync
import Testing

extension StoreCheck {
    private static let web = Sample.channelID("web")

    static let candidates: [StoreCheck] = [
        StoreCheck("candidates come oldest first, at most as many as asked for") { subject in
            try await subject.write { tx in try tx.put(Sample.channel("web", at: tx.now)) }
            for number in [3, 1, 4, 0, 2] {
                subject.clock.advance(by: .seconds(1))
                try await subject.write { try $0.markDirty(Sample.sku("sku-\(number)"), for: web) }
            }
            func listed(_ limit: Int) async throws -> [String] {
                try await subject.store.broadcastCandidates(Sample.tenant, web, now: subject.now, limit: limit)
                    .map(\.mark.sku.value)
            }
            #expect(try await listed(10) == ["sku-3", "sku-1", "sku-4", "sku-0", "sku-2"])
            #expect(try await listed(2) == ["sku-3", "sku-1"])
            var candidate = try #require(
                try await subject.store.broadcastCandidates(Sample.tenant, web, now: subject.now, limit: 1).first
            ).mark
            candidate.retryAt = subject.now
            let due = candidate
            try await subject.write { try $0.setAside(due) }
            #expect(try await listed(2) == ["sku-3", "sku-1"])
        },
        StoreCheck("a candidate carries the level and the item of its commit") { subject in
            let level = Sample.level("A", 7, at: subject.now)
            let item = ChannelItem(channelId: web, sku: level.sku, inventoryItemId: 5, expected: 6, missing: 1)
            try await subject.write { tx in
                try tx.put(Sample.channel("web", at: tx.now))
                try tx.put(level)
                try tx.put(item)
                try tx.markDirty(level.sku)
            }
            let candidate = try #require(
                try await subject.store.broadcastCandidates(Sample.tenant, web, now: subject.now, limit: 1).first
            )
            #expect(candidate.level == level)
            #expect(candidate.item == item)
            #expect(candidate.mark.channelId == web && candidate.mark.sku == level.sku)
        },
        StoreCheck("the most specific rule is in force for a candidate") { subject in
            let skus = ["both", "sku", "channel"]
            @Sendable func rule(_ cap: Int64) -> BufferRule { BufferRule(uncheckedAmount: nil, floor: nil, cap: cap) }
            try await subject.write { tx in
                try tx.put(Sample.channel("web", at: tx.now))
                try tx.put(Sample.channel("other", at: tx.now))
                for sku in skus {
                    try tx.put(Sample.level(sku, at: tx.now))
                    try tx.markDirty(Sample.sku(sku))
                }
            }
            func inForce(_ channel: String) async throws -> [String: Int64?] {
                let found = try await subject.store.broadcastCandidates(
                    Sample.tenant,
                    Sample.channelID(channel),
                    now: subject.now,
                    limit: 10
                )
                return found.reduce(into: [:]) { $0[$1.mark.sku.value] = $1.rule.cap }
            }
            try await subject.write { try $0.put(rule(1), at: .tenant) }
            #expect(try await inForce("web") == ["both": 1, "sku": 1, "channel": 1])
            try await subject.write { try $0.put(rule(2), at: BufferScope(channel: web)) }
            #expect(try await inForce("web") == ["both": 2, "sku": 2, "channel": 2])
            #expect(try await inForce("other") == ["both": 1, "sku": 1, "channel": 1])
            try await subject.write { tx in
                for sku in ["both", "sku"] { try tx.put(rule(3), at: BufferScope(sku: Sample.sku(sku))) }
                try tx.put(rule(4), at: BufferScope(channel: web, sku: Sample.sku("both")))
            }
            #expect(try await inForce("web") == ["both": 4, "sku": 3, "channel": 2])
            #expect(try await inForce("other") == ["both": 3, "sku": 3, "channel": 1])
        },
    ]
}
