import DynamoDB
import Inventory
import Sync

extension StepTransaction {
    func importBatch(_ batchId: String) throws -> ImportBatch? {
        try rows.read(ImportKeys.batch(tenant, batchId)).map(ImportBatch.init)
    }

    func put(_ batch: ImportBatch) throws {
        try rows.write(ImportKeys.batch(tenant, batch.batchId), batch.item)
        let isUnfinished = [.staging, .applying, .undoing].contains(batch.state)
        rows.writeBlindly(
            ImportKeys.unfinished(tenant, batch.batchId),
            isUnfinished ? ["tenant": .string(tenant.value), "batchId": .string(batch.batchId)] : nil
        )
    }

    func stage(_ row: ImportRow, in batchId: String) throws -> Int? {
        guard try importBatch(batchId) != nil else { throw DomainError.notFound("There is no import \(batchId)") }
        let key = ImportKeys.row(tenant, batchId, row.sku)
        let before = try rows.read(key).map { try ImportRow(row.sku, $0).line }
        try rows.write(key, row.item)
        return before
    }

    func importRow(_ sku: SKU, in batchId: String) throws -> ImportRow? {
        try rows.read(ImportKeys.row(tenant, batchId, sku)).map { try ImportRow(sku, $0) }
    }

    func importRows(of batchId: String, after sku: SKU?, limit: Int) throws -> [ImportRow] {
        try rows.range(ImportKeys.rows(tenant, batchId), after: sku?.value, limit: limit).map { key, item in
            try ImportRow(SKU(stored: key.sort), item)
        }
    }

    func deleteImport(_ batchId: String, rowLimit: Int) throws -> Bool {
        guard try importBatch(batchId) != nil else { return false }
        let found = try rows.range(ImportKeys.rows(tenant, batchId), limit: rowLimit)
        for (key, _) in found { try rows.write(key, nil) }
        if found.count == rowLimit { return true }
        try rows.write(ImportKeys.batch(tenant, batchId), nil)
        rows.writeBlindly(ImportKeys.unfinished(tenant, batchId), nil)
        return false
    }
}

enum ImportKeys {
    static func batch(_ tenant: TenantID, _ batchId: String) -> RowKey {
        RowKey(.imports, "\(tenant)/batch/\(KeyText.short(batchId))")
    }

    static func rows(_ tenant: TenantID, _ batchId: String) -> PartitionKey {
        PartitionKey(table: .imports, partition: "\(tenant)/rows/\(KeyText.short(batchId))")
    }

    static func row(_ tenant: TenantID, _ batchId: String, _ sku: SKU) -> RowKey {
        rows(tenant, batchId).row(sku.value)
    }

    /// Imports of every tenant that a crash would leave half done.
    static let allUnfinished = PartitionKey(table: .imports, partition: "unfinished")

    static func unfinished(_ tenant: TenantID, _ batchId: String) -> RowKey {
        allUnfinished.row("\(tenant)/\(KeyText.short(batchId))")
    }
}
