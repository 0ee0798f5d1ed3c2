import Inventory
import Sync

extension ArchiveReader {
    /// All at once: an import is a file that somebody has sent.
    func imports() throws -> Page<ArchivedRow> {
        Page(items: try batches().map(\.row), next: nil)
    }

    func importRows() throws -> Page<ArchivedRow> {
        let batches = try batches()
        guard let place = ImportPlace(cursor, in: batches.map(\.row)) else { return .empty }
        let batch = batches[place.index].number
        let found = try ImportRows.rows(source, batch: batch, after: place.sku ?? "", limit: limit)
        return place.page(found, limit: limit)
    }

    /// In their order, with the numbers of their rows.
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
        .sorted { ImportPlace.precedes($0.row, $1.row) }
    }
}
