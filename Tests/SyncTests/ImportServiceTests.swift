import Inventory
import NIOConcurrencyHelpers
import Sync
import Testing

@Suite("Importing counts")
struct ImportServiceTests {
    struct Broken: Error {}

    func row(_ sku: String, _ line: Int, _ physical: Int64, buffer: Int64? = nil, threshold: Int64? = nil) -> ImportLine
    {
        .row(
            ImportRow(
                sku: SKU(stored: sku),
                line: line,
                physical: physical,
                buffer: buffer,
                lowStockThreshold: threshold
            )
        )
    }

    /// Lines as an upload hands them over; it breaks off at the end if told so.
    func upload(_ lines: [ImportLine], breaksOff: Bool = false) -> AsyncThrowingStream<[ImportLine], any Error> {
        AsyncThrowingStream { continuation in
            for start in stride(from: 0, to: lines.count, by: 300) {
                continuation.yield(Array(lines[start..<min(start + 300, lines.count)]))
            }
            continuation.finish(throwing: breaksOff ? Broken() : nil)
        }
    }

    func run(
        _ bench: Bench,
        _ lines: [ImportLine],
        dryRun: Bool = false,
        breaksOff: Bool = false
    ) async throws -> ImportReport {
        try await bench.imports.run(
            Bench.tenant,
            actor: "tester",
            dryRun: dryRun,
            lines: upload(lines, breaksOff: breaksOff)
        ) { _, _ in }
    }

    @Test("Good lines land, bad ones are listed, of a SKU named twice the later holds")
    func landing() async throws {
        try await withBench { bench in
            let report = try await run(
                bench,
                [row("A", 2, 5, buffer: 2), .rejected(line: 3, message: "no"), row("B", 4, 7), row("A", 5, 6)]
            )
            #expect(report.accepted == 3)
            #expect(report.rejected == [ImportReport.Rejection(line: 3, message: "no")])
            #expect(report.warnings.count == 1)
            #expect(try await bench.physical("A") == 6)
            #expect(try await bench.physical("B") == 7)
        }
    }

    @Test("A dry run says the same and changes nothing")
    func dryRun() async throws {
        try await withBench { bench in
            let report = try await run(bench, [row("A", 2, 5), row("A", 3, 6)], dryRun: true)
            #expect(report.accepted == 2)
            #expect(report.warnings.count == 1)
            #expect(try await bench.level("A") == nil)
        }
    }

    @Test("An upload that breaks off changes nothing")
    func brokenUpload() async throws {
        try await withBench { (bench) async throws in
            let lines = (0..<1200).map { row("S\($0)", $0 + 2, 1) }
            await #expect(throws: Broken.self) { try await run(bench, lines, breaksOff: true) }
            #expect(try await bench.level("S0") == nil)
            #expect(try await bench.store.unfinishedImports().isEmpty)
        }
    }

    @Test("Undoing brings counts, buffers and thresholds back, and leaves alone what happened since")
    func undo() async throws {
        try await withBench { bench in
            try await bench.addShop()
            try await bench.count("A", 10)
            let sku = SKU(stored: "A")
            try await bench.command { try BufferCommands.set($0, BufferRule(cap: 4), at: BufferScope(sku: sku)) }
            let report = try await run(bench, [row("A", 2, 100, buffer: 3, threshold: 50), row("NEW", 3, 5)])
            _ = try await bench.take(try bench.order(1, [("A", 2)]))
            #expect(try await bench.physical("A") == 98)
            try await bench.imports.undo(Bench.tenant, batchId: report.batchId, actor: "tester") { _ in }
            #expect(try await bench.physical("A") == 8)
            #expect(try await bench.level("A")?.lowStockThreshold == nil)
            #expect(try await bench.level("NEW")?.tracked == false)
            let rules = try await bench.store.bufferRules(Bench.tenant, [BufferScope(sku: sku)])
            #expect(rules[BufferScope(sku: sku)]?.cap == 4)
            await #expect(throws: DomainError.self) {
                try await bench.imports.undo(Bench.tenant, batchId: report.batchId, actor: "tester") { _ in }
            }
        }
    }

    @Test("An import that a crash cut in two is carried on, and applies no line twice")
    func crash() async throws {
        try await withBench { bench in
            let lines = (0..<700).map { row("S\($0)", $0 + 2, Int64($0)) }
            let report = try await run(bench, lines)
            // As a crash leaves it: the batch under way, some rows applied and some not.
            try await bench.store.write(Bench.tenant) { tx in
                guard var batch = try tx.importBatch(report.batchId) else { return }
                batch.state = .applying
                try tx.put(batch)
                guard var row = try tx.importRow(SKU(stored: "S9"), in: report.batchId) else { return }
                row.replaced = nil
                _ = try tx.stage(row, in: report.batchId)
            }
            try await bench.count("S9", 1)
            try await bench.count("S8", 2)
            try await bench.imports.resume(try await bench.store.unfinishedImports())
            #expect(try await bench.physical("S9") == 9, "not applied before the crash, so applied now")
            #expect(try await bench.physical("S8") == 2, "applied before the crash, so left alone")
            #expect(try await bench.store.unfinishedImports().isEmpty)
        }
    }

    @Test("A crash between any two steps, once the batch is promised: it lands once, whoever carries it on")
    func crashes() async throws {
        var survived = false
        var halves = 1
        while !survived {
            try await withBench { bench in
                let store = CrashingStore(bench.store, halves: halves)
                let dying = ImportService(store: store, settings: bench.settings)
                let promised = NIOLockedValueBox<String?>(nil)
                let lines = (0..<1100).map { row("S\($0)", $0 + 2, 5) }
                survived =
                    try await dies {
                        _ = try await dying.run(
                            Bench.tenant,
                            actor: "tester",
                            dryRun: false,
                            lines: upload(lines)
                        ) { _, report in promised.withLockedValue { $0 = report.batchId } }
                    } == false
                let left = try await bench.store.unfinishedImports()
                let state = left.first?.batch.state
                #expect(survived || state != nil || promised.withLockedValue { $0 } != nil || halves == 1)
                if state == .applying, let batchId = promised.withLockedValue({ $0 }) {
                    async let one: Void = bench.imports.finish(Bench.tenant, batchId)
                    async let other: Void = bench.imports.resume(left)
                    _ = try await (one, other)
                } else {
                    try await bench.imports.resume(left)
                }
                #expect(try await bench.store.unfinishedImports().isEmpty)
                let hasLanded = state == .applying || state == nil && promised.withLockedValue { $0 } != nil
                #expect(try await bench.physical("S9") == (hasLanded ? 5 : nil), "after \(halves) halves")
                let landed = try await bench.store.movements(Bench.tenant, SKU(stored: "S9"), PageRequest()).items
                #expect(landed.count == (hasLanded ? 1 : 0))
            }
            halves += 1
        }
        #expect(halves > 10)
    }
}
