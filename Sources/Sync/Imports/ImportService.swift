package import Inventory

/// Imports counts in reversible batches. Lines are staged first: an upload that breaks off changes nothing. Then they are
/// applied in steps of a few hundred, so that webhooks go on in between; a crash in the middle is made good by `resume`.
package struct ImportService: Sendable {
    let store: any Store
    let settings: SyncSettings

    static let step = 500

    package init(store: any Store, settings: SyncSettings) {
        self.store = store
        self.settings = settings
    }

    /// Takes the lines in. `promise` runs with the report in the commit from which on the batch lands for certain: by this
    /// process, or by `resume` after a crash, or by `finish`.
    ///
    /// Throws what `lines` throws, with nothing changed.
    package func run<Lines: AsyncSequence & Sendable>(
        _ tenant: TenantID,
        actor: String,
        dryRun: Bool,
        lines: Lines,
        promise: @escaping @Sendable (any StoreTransaction, ImportReport) throws -> Void
    ) async throws -> ImportReport where Lines.Element == [ImportLine] {
        let batchId = try await begin(tenant, actor)
        var report = ImportReport(batchId: batchId, dryRun: dryRun)
        do {
            for try await chunk in lines { try await stage(chunk, tenant, batchId, &report) }
        } catch {
            try await discard(tenant, batchId)
            throw error
        }
        report.close()
        let finished = report
        if dryRun {
            try await discard(tenant, batchId)
            try await store.write(tenant) { tx in try promise(tx, finished) }
        } else {
            try await store.write(tenant) { tx in
                guard var batch = try tx.importBatch(batchId) else { return }
                batch.state = .applying
                batch.accepted = finished.accepted
                try tx.put(batch)
                try promise(tx, finished)
            }
            try await land(tenant, batchId, actor: actor)
        }
        return report
    }

    /// Completes what a crash left half done: an upload that was under way is dropped, the rest is carried on. `unfinished`
    /// was read before this process took its first import, which is under way and not half done.
    package func resume(_ unfinished: [(tenant: TenantID, batch: ImportBatch)]) async throws {
        for (tenant, batch) in unfinished {
            switch batch.state {
            case .staging: try await discard(tenant, batch.batchId)
            case .applying, .undoing, .applied, .undone: try await finish(tenant, batch.batchId)
            }
        }
    }

    /// Returns once a batch that was promised has landed, or is undone: what is left of it is carried out here, whoever
    /// else is at work on it.
    package func finish(_ tenant: TenantID, _ batchId: String) async throws {
        guard let batch = try await store.write(tenant, { tx in try tx.importBatch(batchId) }) else { return }
        switch batch.state {
        case .applying: try await land(tenant, batchId, actor: batch.actor)
        case .undoing: try await carryOutUndo(tenant, batchId, actor: batch.actor)
        case .staging, .applied, .undone: break
        }
    }

    /// Ends a phase, unless somebody else has ended it.
    static func advance(
        _ batchId: String,
        from phase: ImportBatch.State,
        to next: ImportBatch.State,
        _ tx: any StoreTransaction
    ) throws {
        guard var batch = try tx.importBatch(batchId), batch.state == phase else { return }
        batch.state = next
        try tx.put(batch)
    }

    private func begin(_ tenant: TenantID, _ actor: String) async throws -> String {
        try await store.write(tenant) { tx in
            let batchId = tx.newID()
            try tx.put(
                ImportBatch(batchId: batchId, state: .staging, actor: actor, accepted: 0, createdAt: tx.now)
            )
            return batchId
        }
    }

    private func stage(
        _ lines: [ImportLine],
        _ tenant: TenantID,
        _ batchId: String,
        _ report: inout ImportReport
    ) async throws {
        var rows: [ImportRow] = []
        for line in lines {
            switch line {
            case .row(let row): rows.append(row)
            case .rejected(let line, let message): report.reject(line: line, message)
            }
        }
        for start in stride(from: 0, to: rows.count, by: Self.step) {
            let part = Array(rows[start..<min(start + Self.step, rows.count)])
            let earlier = try await store.write(tenant) { tx in try part.map { try tx.stage($0, in: batchId) } }
            for (row, line) in zip(part, earlier) {
                report.accept()
                if let line {
                    report.warn("line \(row.line): \(row.sku) stands on line \(line) already; line \(row.line) holds")
                }
            }
        }
    }

    private func discard(_ tenant: TenantID, _ batchId: String) async throws {
        while try await store.write(tenant, { tx in try tx.deleteImport(batchId, rowLimit: Self.step) }) {}
    }
}
