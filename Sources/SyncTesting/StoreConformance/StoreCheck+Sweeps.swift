import Inventory
import Sync
import Testing

extension StoreCheck {
    private static let web = Sample.channelID("web")

    static let sweeps: [StoreCheck] = [
        StoreCheck("a sweep marks every tracked SKU once and raises its version") { subject in
            try await prepare(subject, tracked: 25)
            #expect(try await subject.write { try $0.expandSweep(of: web, limit: 10) } == false)
            try await subject.write { try $0.requestSweep(of: web) }
            #expect(try await dirty(subject) == 0)
            var steps = 0
            while try await subject.write({ try $0.expandSweep(of: web, limit: 10) }) { steps += 1 }
            #expect(steps >= 2)
            #expect(try await dirty(subject) == 25)
            #expect(try await subject.level("sku-7")?.version == 2)
            #expect(try await subject.level("untracked")?.version == 0)
            #expect(try await subject.write { try $0.expandSweep(of: web, limit: 10) } == false)
            #expect(
                try await subject.store.backlog(Sample.tenant, Sample.channelID("shop"), now: subject.now).dirty == 0
            )
        },
        StoreCheck("where a sweep stands is the last SKU that it has looked at") { subject in
            try await prepare(subject, tracked: 10)
            let position = { try await subject.store.sweepPosition(Sample.tenant, web) }
            #expect(try await position() == nil)
            try await subject.write { try $0.requestSweep(of: web) }
            #expect(try await position() == "")
            #expect(try await subject.write { try $0.expandSweep(of: web, limit: 4) })
            let marked = try await subject.store.broadcastCandidates(
                Sample.tenant,
                web,
                now: subject.now,
                limit: 100
            )
            #expect(try await position() == marked.map(\.mark.sku.value).max())
            while try await subject.write({ try $0.expandSweep(of: web, limit: 4) }) {}
            #expect(try await position() == nil)
            #expect(try await subject.store.sweepPosition(Sample.tenant, Sample.channelID("none")) == nil)
        },
        StoreCheck("a sweep that is asked for again begins anew") { subject in
            try await prepare(subject, tracked: 10)
            try await subject.write { try $0.requestSweep(of: web) }
            #expect(try await subject.write { try $0.expandSweep(of: web, limit: 4) })
            try await clearAll(subject)
            try await subject.write { try $0.requestSweep(of: web) }
            while try await subject.write({ try $0.expandSweep(of: web, limit: 4) }) {}
            #expect(try await dirty(subject) == 10)
        },
        StoreCheck("marks made during a sweep are kept, and what is told between stays told") { subject in
            try await prepare(subject, tracked: 10)
            try await subject.write { try $0.requestSweep(of: web) }
            _ = try await subject.write { try $0.expandSweep(of: web, limit: 5) }
            try await clearAll(subject)
            try await subject.write { tx in
                try tx.markDirty(Sample.sku("sku-0"), for: web)
                try tx.markDirty(Sample.sku("sku-9"), for: web)
            }
            while try await subject.write({ try $0.expandSweep(of: web, limit: 5) }) {}
            let marked = try await subject.store.broadcastCandidates(
                Sample.tenant,
                web,
                now: subject.now,
                limit: 100
            )
            #expect(Set(marked.map(\.mark.sku.value)).isSuperset(of: ["sku-0", "sku-9"]))
            #expect(try await dirty(subject) == marked.count)
        },
        StoreCheck("a step that fails leaves a sweep where it was") { subject in
            try await prepare(subject, tracked: 10)
            try await subject.write { try $0.requestSweep(of: web) }
            await #expect(throws: Refusal.self) {
                try await subject.write { tx in
                    _ = try tx.expandSweep(of: web, limit: 5)
                    throw Refusal()
                }
            }
            #expect(try await dirty(subject) == 0)
            #expect(try await subject.level("sku-0")?.version == 1)
            while try await subject.write({ try $0.expandSweep(of: web, limit: 5) }) {}
            #expect(try await dirty(subject) == 10)
        },
    ]

    private static func prepare(_ subject: StoreSubject, tracked: Int) async throws {
        try await subject.write { tx in
            try tx.put(Sample.channel("web", at: tx.now))
            try tx.put(Sample.channel("shop", at: tx.now))
            for number in 0..<tracked { try tx.put(Sample.level("sku-\(number)", at: tx.now)) }
            try tx.put(Level(sku: Sample.sku("untracked"), updatedAt: tx.now))
        }
        try await subject.store.write(Sample.otherTenant) { tx in try tx.put(Sample.level("foreign", at: tx.now)) }
    }

    private static func dirty(_ subject: StoreSubject) async throws -> Int {
        try await subject.store.backlog(Sample.tenant, web, now: subject.now).dirty
    }

    private static func clearAll(_ subject: StoreSubject) async throws {
        let candidates = try await subject.store.broadcastCandidates(
            Sample.tenant,
            web,
            now: subject.now,
            limit: 1000
        )
        try await subject.write { tx in
            for candidate in candidates { try tx.clear(candidate.mark, readAt: subject.now) }
        }
    }
}
