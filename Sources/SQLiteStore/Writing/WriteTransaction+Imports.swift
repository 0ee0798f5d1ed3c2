import Inventory
import Sync

extension WriteTransaction {
    func importBatch(_ batchId: String) throws -> ImportBatch? {
        try ImportRows.batch(connection, tenant: state.number, batchId)?.element
    }

    func put(_ batch: ImportBatch) throws {
        beginWriting()
        try ImportRows.put(
            connection,
            number: try state.nextNumber(in: .importBatches),
            tenant: state.number,
            actor: try memory.name(batch.actor),
            batch
        )
    }

    func stage(_ row: ImportRow, in batchId: String) throws -> Int? {
        guard let batch = try number(ofImport: batchId) else {
            throw DomainError.notFound("There is no import \(batchId)")
        }
        beginWriting()
        let before = try ImportRows.line(connection, batch: batch, row.sku)
        try ImportRows.put(connection, batch: batch, row)
        return before
    }

    func importRow(_ sku: SKU, in batchId: String) throws -> ImportRow? {
        guard let batch = try number(ofImport: batchId) else { return nil }
        return try ImportRows.row(connection, batch: batch, sku)
    }

    func importRows(of batchId: String, after sku: SKU?, limit: Int) throws -> [ImportRow] {
        guard let batch = try number(ofImport: batchId) else { return [] }
        return try ImportRows.rows(connection, batch: batch, after: sku?.value ?? "", limit: limit)
    }

    func deleteImport(_ batchId: String, rowLimit: Int) throws -> Bool {
        guard let batch = try number(ofImport: batchId) else { return false }
        beginWriting()
        if try ImportRows.deleteRows(connection, batch: batch, limit: rowLimit) == rowLimit { return true }
        try ImportRows.delete(connection, batch: batch)
        return false
    }

    private func number(ofImport batchId: String) throws -> Int64? {
        try ImportRows.batch(connection, tenant: state.number, batchId)?.number
    }
}
