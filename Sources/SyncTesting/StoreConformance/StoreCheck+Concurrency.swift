import Inventory
import Sync
import Testing

extension StoreCheck {
    static let concurrency: [StoreCheck] = [
        StoreCheck("hundreds of steps at once add up exactly") { subject in
            try await subject.write { tx in try tx.put(Sample.level("A", 0, version: 0, at: tx.now)) }
            let steps = 400
            try await withThrowingTaskGroup { group in
                for number in 0..<steps {
                    group.addTask { try await subject.write { tx in try sell(tx, "A", -1, id: Sample.uuid(number)) } }
                }
                try await group.waitForAll()
            }
            let level = try await subject.level("A")
            #expect(level?.physical == -Int64(steps))
            #expect(level?.version == Int64(steps))
            let movements = try await subject.all(limit: 250) { page in
                try await subject.store.movements(Sample.tenant, Sample.sku("A"), page)
            }
            #expect(Set(movements.map(\.movementId)).count == steps)
            #expect(movements.map(\.after.physical) == (1...steps).map { Int64($0 - steps - 1) })
            #expect(try await subject.store.ledgerMismatches(Sample.tenant, after: nil, limit: 10).isEmpty)
        },
        StoreCheck("steps that fail among hundreds take nothing and nobody with them") { subject in
            try await subject.write { tx in try tx.put(Sample.level("A", 0, at: tx.now)) }
            let steps = 300
            let failed = await withTaskGroup(of: Refusal?.self) { group in
                for number in 0..<steps {
                    group.addTask {
                        do {
                            try await subject.write { tx in
                                if number % 3 == 1 { throw Refusal("before") }
                                try sell(tx, "A", 1, id: Sample.uuid(number))
                                if number % 3 == 2 { throw Refusal("after") }
                            }
                            return nil
                        } catch {
                            return error as? Refusal
                        }
                    }
                }
                return await group.reduce(into: [Refusal]()) { failed, refusal in
                    if let refusal { failed.append(refusal) }
                }
            }
            #expect(failed.count { $0.reason == "before" } == 100)
            #expect(failed.count { $0.reason == "after" } == 100)
            #expect(try await subject.level("A")?.physical == 100)
            #expect(try await subject.store.ledgerMismatches(Sample.tenant, after: nil, limit: 10).isEmpty)
        },
        StoreCheck("of many deliveries of one event exactly one is applied") { subject in
            let key = Sample.transaction("once", at: subject.now).key
            let applied = try await withThrowingTaskGroup { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await subject.write { tx in
                            if try tx.transaction(key) != nil { return 0 }
                            try tx.put(Sample.transaction("once", at: tx.now))
                            return 1
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(applied == 1)
        },
        StoreCheck("observers are told in the order of the commits") { subject in
            let recorder = CommitRecorder()
            subject.store.observe(recorder)
            try await withThrowingTaskGroup { group in
                for number in 0..<200 {
                    group.addTask {
                        try await subject.write { tx in
                            let level = try sell(tx, "A", 1, id: Sample.uuid(number))
                            tx.emit(.inventory(level, cause: "order", txId: Sample.uuid(number)))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let counts = recorder.events.compactMap { event in
                if case .inventory(let level, _, _) = event { level.physical } else { nil }
            }
            #expect(counts == (1...200).map(Int64.init))
        },
        StoreCheck("a step of thousands of rows is one step") { subject in
            let rows = 3000
            try await subject.write { tx in
                for number in 0..<rows { try sell(tx, "sku-\(number)", 2, id: Sample.uuid(number)) }
            }
            await #expect(throws: Refusal.self) {
                try await subject.write { tx in
                    for number in 0..<rows { try sell(tx, "sku-\(number)", 1, id: Sample.uuid(rows + number)) }
                    throw Refusal()
                }
            }
            let details = try await subject.all(limit: 250) { page in
                try await subject.store.inventory(Sample.tenant, InventoryFilter(defaultThreshold: 0), page)
            }
            #expect(details.count == rows)
            #expect(details.allSatisfy { $0.level.physical == 2 })
        },
    ]

    /// Moves a level and writes it to the ledger.
    @discardableResult
    private static func sell(_ tx: any StoreTransaction, _ sku: String, _ delta: Int64, id: String) throws -> Level {
        var level = try tx.level(Sample.sku(sku)) ?? Sample.level(sku, 0, version: 0, at: tx.now)
        level.physical += delta
        level.version += 1
        try tx.append(Sample.movement(id, sku, delta, after: level.physical, at: tx.now))
        try tx.put(level)
        return level
    }
}
