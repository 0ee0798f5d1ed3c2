import Inventory
import Sync
import Testing

extension StoreCheck {
    static let imports: [StoreCheck] = [
        StoreCheck("rows are staged, the later line of a SKU wins, and they come in order of SKU") { subject in
            let batch = batch("b", .staging, at: subject.now)
            try await subject.write { tx in
                try tx.put(batch)
                try #expect(tx.stage(row("c", line: 2), in: "b") == nil)
                try #expect(tx.stage(row("a", line: 3), in: "b") == nil)
                try #expect(tx.stage(row("c", line: 4, physical: 9), in: "b") == 2)
                try #expect(tx.stage(row("ä", line: 5), in: "b") == nil)
                try #expect(tx.importBatch("b") == batch)
                try #expect(tx.importBatch("none") == nil)
            }
            try await subject.write { tx in
                func skus(after sku: String?, limit: Int) throws -> [String] {
                    try tx.importRows(of: "b", after: sku.map(Sample.sku), limit: limit).map(\.sku.value)
                }
                #expect(try skus(after: nil, limit: 10) == ["a", "c", "ä"])
                #expect(try skus(after: nil, limit: 2) == ["a", "c"])
                #expect(try skus(after: "a", limit: 10) == ["c", "ä"])
                #expect(try skus(after: "b", limit: 1) == ["c"])
                try #expect(tx.importRow(Sample.sku("c"), in: "b") == row("c", line: 4, physical: 9))
                try #expect(tx.importRow(Sample.sku("none"), in: "b") == nil)
                try #expect(tx.level(Sample.sku("a")) == nil)
            }
        },
        StoreCheck("a row remembers what it replaced") { subject in
            let replaced = [
                ImportRow.Replaced(
                    physical: -3,
                    tracked: true,
                    buffer: try BufferRule(amount: .percent(Percent(hundredths: 50)), floor: 1),
                    lowStockThreshold: 0
                ),
                ImportRow.Replaced(physical: 0, tracked: false, buffer: nil, lowStockThreshold: nil),
            ]
            try await subject.write { tx in
                try tx.put(batch("b", .applying, at: tx.now))
                for (number, replaced) in replaced.enumerated() {
                    var row = row("sku-\(number)", line: number)
                    row.replaced = replaced
                    _ = try tx.stage(row, in: "b")
                }
            }
            let rows = try await subject.write { try $0.importRows(of: "b", after: nil, limit: 10) }
            #expect(rows.map(\.replaced) == replaced)
        },
        StoreCheck("imports that were left half done are found") { subject in
            let states: [ImportBatch.State] = [.staging, .applying, .applied, .undoing, .undone]
            try await subject.write { tx in
                for state in states { try tx.put(batch(state.rawValue, state, at: tx.now)) }
            }
            try await subject.store.write(Sample.otherTenant) { tx in
                try tx.put(batch("other", .staging, at: tx.now))
            }
            func unfinished() async throws -> [String] {
                try await subject.store.unfinishedImports().map { "\($0.tenant)/\($0.batch.batchId)" }.sorted()
            }
            #expect(
                try await unfinished()
                    == ["default/applying", "default/staging", "default/undoing", "other/other"]
            )
            try await subject.write { tx in
                var batch = try #require(try tx.importBatch("staging"))
                batch.state = .applied
                batch.accepted = 12
                try tx.put(batch)
                try #expect(tx.importBatch("staging") == batch)
            }
            #expect(try await unfinished() == ["default/applying", "default/undoing", "other/other"])
        },
        StoreCheck("an import is deleted in steps until nothing is left") { subject in
            try await subject.write { tx in
                for id in ["b", "stays"] {
                    try tx.put(batch(id, .staging, at: tx.now))
                    for number in 0..<25 { _ = try tx.stage(row("sku-\(number)", line: number), in: id) }
                }
            }
            var steps = 0
            while try await subject.write({ try $0.deleteImport("b", rowLimit: 10) }) { steps += 1 }
            #expect(steps >= 2)
            try await subject.write { tx in
                try #expect(tx.importBatch("b") == nil)
                try #expect(tx.importRows(of: "b", after: nil, limit: 10).isEmpty)
                try #expect(tx.importRows(of: "stays", after: nil, limit: 100).count == 25)
                try #expect(tx.deleteImport("b", rowLimit: 10) == false)
            }
        },
    ]

    private static func batch(_ id: String, _ state: ImportBatch.State, at now: Timestamp) -> ImportBatch {
        ImportBatch(batchId: id, state: state, actor: "key", accepted: 0, createdAt: now)
    }

    private static func row(_ sku: String, line: Int, physical: Int64 = 1) -> ImportRow {
        ImportRow(
            sku: Sample.sku(sku),
            line: line,
            physical: physical,
            buffer: line % 2 == 0 ? nil : 3,
            lowStockThreshold: line % 2 == 0 ? 4 : nil
        )
    }
}
