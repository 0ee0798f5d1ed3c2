import Inventory
import Sync

extension ArchiveReader {
    /// All at once: an import is a file that somebody has sent.
    func imports() throws -> Page<ArchivedRow> {
        Page(items: try batches().map(\.row), next: nil)
    }

    /// Import after import. A cursor names the tenant, the import and the SKU that was read last.
    func importRows() throws -> Page<ArchivedRow> {
        let batches = try batches()
        let parts = cursor?.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init) ?? []
        guard
            let index = parts.count < 3
                ? batches.indices.first
                : batches.firstIndex(where: { $0.row.tenant.value == parts[0] && $0.row.key == parts[1] })
        else { return .empty }
        let (batch, of) = batches[index]
        let found = try ImportRows.rows(source, batch: batch, after: parts.count < 3 ? "" : parts[2], limit: limit)
        let rows = found.map { ArchivedRow(of.tenant, .importRow($0, batchId: of.key)) }
        if found.count == limit, let last = found.last {
            return Page(items: rows, next: "\(of.tenant)/\(of.key)/\(last.sku)")
        }
        let next = index + 1 < batches.count ? batches[index + 1].row : nil
        return Page(items: rows, next: next.map { "\($0.tenant)/\($0.key)/" })
    }

    /// In order of their tenants' and their own ids, with the numbers of their rows.
    private func batches() throws -> [(number: Int64, row: ArchivedRow)] {
        let statement = try source.statement(
            """
            SELECT id, batch_id, state, (SELECT text FROM names WHERE id = actor), accepted, created_at,
                (SELECT t.tenant_id FROM tenants t WHERE t.id = b.tenant_id)
            FROM import_batches b
            """
        )
        return try statement.all(
            { _ in },
            { columns in
                let found = try ImportRows.numbered(&columns)
                let tenant = TenantID(stored: try columns.text())
                return (found.number, ArchivedRow(tenant, .importBatch(found.element)))
            }
        )
        .sorted { ($0.row.tenant.value, $0.row.key) < ($1.row.tenant.value, $1.row.key) }
    }
}
