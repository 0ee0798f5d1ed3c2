import Inventory
import Sync
import Testing

extension StoreCheck {
    private static let web = Sample.channelID("web")
    private static let shop = Sample.channelID("shop")

    static let dirt: [StoreCheck] = [
        StoreCheck("a mark is made for every channel of the tenant, and once for each") { subject in
            try await prepare(subject, skus: ["A", "B"])
            try await subject.write { tx in
                try tx.markDirty(Sample.sku("A"))
                try tx.markDirty(Sample.sku("A"))
                try tx.markDirty(Sample.sku("A"), for: web)
                try tx.markDirty(Sample.sku("B"), for: web)
            }
            #expect(try await marks(subject, web).map(\.sku.value) == ["A", "B"])
            #expect(try await marks(subject, shop).map(\.sku.value) == ["A"])
            #expect(try await backlog(subject, web).dirty == 2)
            #expect(try await backlog(subject, shop).dirty == 1)
            #expect(try await backlog(subject, Sample.channelID("none")) == Backlog(dirty: 0, oldestSince: nil))
        },
        StoreCheck("a later mark keeps the moment of the first and raises the generation") { subject in
            try await prepare(subject, skus: ["A"])
            let start = subject.now
            try await subject.write { try $0.markDirty(Sample.sku("A")) }
            let first = try #require(try await marks(subject, web).first)
            subject.clock.advance(by: .seconds(9))
            try await subject.write { try $0.markDirty(Sample.sku("A")) }
            let second = try #require(try await marks(subject, web).first)
            #expect(first.since == start && second.since == start)
            #expect(second.generation > first.generation)
            #expect(try await backlog(subject, web) == Backlog(dirty: 1, oldestSince: start))
        },
        StoreCheck("a mark that was made while its count was under way survives the answer") { subject in
            try await prepare(subject, skus: ["A"])
            try await subject.write { try $0.markDirty(Sample.sku("A")) }
            let sent = try #require(try await marks(subject, web).first)
            try await subject.write { try $0.markDirty(Sample.sku("A")) }
            try await subject.write { try $0.clear(sent, readAt: subject.now) }
            let kept = try #require(try await marks(subject, web).first)
            #expect(try await backlog(subject, web).dirty == 1)
            try await subject.write { try $0.clear(kept, readAt: subject.now) }
            #expect(try await marks(subject, web).isEmpty)
            #expect(try await backlog(subject, web) == Backlog(dirty: 0, oldestSince: nil))
            #expect(try await marks(subject, shop).count == 1)
        },
        StoreCheck("a mark that survives the answer to its count dates from when that was read, and waits its turn") {
            subject in
            try await prepare(subject, skus: ["A", "B"])
            try await subject.write { try $0.markDirty(Sample.sku("A"), for: web) }
            let sent = try #require(try await marks(subject, web).first)
            subject.clock.advance(by: .seconds(30))
            let readAt = subject.now
            try await subject.write { try $0.markDirty(Sample.sku("B"), for: web) }
            subject.clock.advance(by: .seconds(5))
            try await subject.write { try $0.markDirty(Sample.sku("A"), for: web) }
            try await subject.write { try $0.clear(sent, readAt: readAt) }
            let kept = try await marks(subject, web)
            #expect(kept.map(\.sku.value) == ["B", "A"] && kept.allSatisfy { $0.since == readAt })
            #expect(try await backlog(subject, web) == Backlog(dirty: 2, oldestSince: readAt))
            // An answer that comes late makes nothing younger.
            try await subject.write { try $0.clear(sent, readAt: sent.since) }
            #expect(try await marks(subject, web) == kept)
        },
        StoreCheck("mark and answer in one step: the mark stays, whichever came first") { subject in
            try await prepare(subject, skus: ["A", "B"])
            try await subject.write { tx in for sku in ["A", "B"] { try tx.markDirty(Sample.sku(sku), for: web) } }
            let sent = try await marks(subject, web)
            try await subject.write { tx in
                try tx.markDirty(Sample.sku("A"), for: web)
                for mark in sent { try tx.clear(mark, readAt: subject.now) }
                try tx.markDirty(Sample.sku("B"), for: web)
            }
            let kept = try await marks(subject, web)
            #expect(kept.map(\.sku.value).sorted() == ["A", "B"])
            #expect(try await backlog(subject, web).dirty == 2)
            for mark in sent { try await subject.write { try $0.clear(mark, readAt: subject.now) } }
            #expect(try await marks(subject, web) == kept)
        },
        StoreCheck("a mark made anew never has a generation that was there before") { subject in
            try await prepare(subject, skus: ["A"])
            var seen: Set<Int64> = []
            var before: DirtMark?
            for _ in 0..<5 {
                try await subject.write { try $0.markDirty(Sample.sku("A"), for: web) }
                let mark = try #require(try await marks(subject, web).first)
                #expect(seen.insert(mark.generation).inserted)
                if let before { try await subject.write { try $0.clear(before, readAt: subject.now) } }
                #expect(try await marks(subject, web) == [mark])
                try await subject.write { try $0.clear(mark, readAt: subject.now) }
                before = mark
            }
        },
        StoreCheck("what is set aside waits for its time and shows its reason") { subject in
            try await prepare(subject, skus: ["A", "B"])
            try await subject.write { try $0.markDirty(Sample.sku("A"), for: web) }
            subject.clock.advance(by: .seconds(1))
            try await subject.write { try $0.markDirty(Sample.sku("B"), for: web) }
            let start = subject.now.adding(.seconds(-1))
            var mark = try #require(try await marks(subject, web).first)
            mark.attempts = 3
            mark.reason = "refused"
            mark.retryAt = subject.now.adding(.seconds(60))
            let aside = mark
            try await subject.write { try $0.setAside(aside) }
            #expect(try await marks(subject, web).map(\.sku.value) == ["B"])
            #expect(try await backlog(subject, web) == Backlog(dirty: 2, oldestSince: start))
            for other in try await marks(subject, web) {
                try await subject.write { try $0.clear(other, readAt: subject.now) }
            }
            #expect(
                try await backlog(subject, web)
                    == Backlog(dirty: 1, oldestSince: start, nextRetryAt: aside.retryAt)
            )
            subject.clock.advance(by: .seconds(60))
            #expect(try await marks(subject, web) == [aside])
            #expect(try await backlog(subject, web).nextRetryAt == nil)
            try await subject.write { try $0.clear(aside, readAt: subject.now) }
            #expect(try await backlog(subject, web) == Backlog(dirty: 0, oldestSince: nil))
        },
        StoreCheck("setting aside leaves a mark that was made again since") { subject in
            try await prepare(subject, skus: ["A"])
            try await subject.write { try $0.markDirty(Sample.sku("A"), for: web) }
            var sent = try #require(try await marks(subject, web).first)
            sent.attempts = 1
            sent.retryAt = subject.now.adding(.seconds(60))
            let failed = sent
            try await subject.write { tx in
                try tx.markDirty(Sample.sku("A"), for: web)
                try tx.setAside(failed)
            }
            try await subject.write { try $0.setAside(failed) }
            #expect(try await marks(subject, web).map(\.attempts) == [0])
        },
        StoreCheck("a mark on what is set aside raises the generation and leaves the time of the retry") { subject in
            try await prepare(subject, skus: ["A"])
            try await subject.write { try $0.markDirty(Sample.sku("A"), for: web) }
            var sent = try #require(try await marks(subject, web).first)
            sent.attempts = 2
            sent.retryAt = subject.now.adding(.seconds(60))
            let aside = sent
            try await subject.write { try $0.setAside(aside) }
            try await subject.write { try $0.markDirty(Sample.sku("A"), for: web) }
            #expect(try await marks(subject, web).isEmpty)
            subject.clock.advance(by: .seconds(60))
            let due = try #require(try await marks(subject, web).first)
            #expect(due.generation > aside.generation && due.attempts == 2 && due.retryAt == aside.retryAt)
            try await subject.write { try $0.clear(aside, readAt: aside.since) }
            #expect(try await marks(subject, web) == [due])
        },
        StoreCheck("a mark may be made for a SKU that has no level") { subject in
            try await prepare(subject, skus: [])
            try await subject.write { try $0.markDirty(Sample.sku("ghost"), for: web) }
            let candidates = try await subject.store.broadcastCandidates(
                Sample.tenant,
                web,
                now: subject.now,
                limit: 10
            )
            #expect(candidates.map(\.mark.sku.value) == ["ghost"])
            #expect(candidates.first?.level == nil && candidates.first?.item == nil)
        },
    ]

    private static func prepare(_ subject: StoreSubject, skus: [String]) async throws {
        try await subject.write { tx in
            try tx.put(Sample.channel("web", at: tx.now))
            try tx.put(Sample.channel("shop", at: tx.now))
            for sku in skus { try tx.put(Sample.level(sku, at: tx.now)) }
        }
    }

    private static func marks(_ subject: StoreSubject, _ channel: ChannelID) async throws -> [DirtMark] {
        try await subject.store.broadcastCandidates(Sample.tenant, channel, now: subject.now, limit: 100).map(\.mark)
    }

    private static func backlog(_ subject: StoreSubject, _ channel: ChannelID) async throws -> Backlog {
        try await subject.store.backlog(Sample.tenant, channel, now: subject.now)
    }
}
