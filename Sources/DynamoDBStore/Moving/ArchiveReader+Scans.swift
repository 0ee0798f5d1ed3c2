import DynamoDB
import FoundationEssentials
import Inventory
import NIOConcurrencyHelpers
import Sync

// What no list names: it is sought through whole tables, which no request of a caller does.
extension ArchiveReader {
    /// In no order. A cursor is the key of the item that was looked at last.
    func answers() async throws -> Page<ArchivedRow> {
        let (found, next) = try await scan(.transactions, named: "answer", from: cursor, limit: Self.scanLimit)
        var rows: [ArchivedRow] = []
        for (tenant, row) in found where try row.row.item.time("until") > now {
            let item = row.row.item
            let scope = IdempotentAnswer.Scope(
                method: try item.text("method"),
                path: try item.text("path"),
                key: try item.text("key")
            )
            let body = try await archive.store.body(row.key, item)
            rows.append(ArchivedRow(tenant, .answer(try IdempotentAnswer(scope, item, body: body))))
        }
        return Page(items: rows, next: next)
    }

    func imports() async throws -> Page<ArchivedRow> {
        var rows: [ArchivedRow] = []
        var next: String?
        repeat {
            let (found, more) = try await scan(.imports, named: "batch", from: next, limit: nil)
            rows += try found.map { tenant, row in ArchivedRow(tenant, .importBatch(try ImportBatch(row.row.item))) }
            next = more
        } while next != nil
        rows.sort(by: ImportPlace.precedes)
        archive.imports.withLockedValue { [rows] in $0 = rows }
        return Page(items: rows, next: nil)
    }

    func importRows() async throws -> Page<ArchivedRow> {
        if cursor == nil { _ = try await imports() }
        var batches = archive.imports.withLockedValue { $0 }
        if batches.isEmpty, cursor != nil { batches = try await imports().items }
        guard let place = ImportPlace(cursor, in: batches) else { return .empty }
        let found = try await found(ImportKeys.rows(place.batch.tenant, place.batch.key), after: place.sku)
        return place.page(try found.map { try ImportRow(SKU(stored: $0.key.sort), $0.row.item) }, limit: limit)
    }

    private static let scanLimit = 2000

    /// Rows that are alone in partitions of the form `T/name/…`.
    private func scan(_ table: StoreTable, named name: String, from cursor: String?, limit: Int?) async throws
        -> (rows: [(TenantID, FoundRow)], next: String?)
    {
        let start = try cursor.map { cursor -> Item in
            let key = try JSONDecoder().decode([String].self, from: Data(cursor.utf8))
            guard key.count == 2 else { throw StoreError.damagedMove }
            return [ItemKey.partitionName: .string(key[0]), ItemKey.sortName: .string(key[1])]
        }
        let page = try await reader.client.scan(
            reader.prefix + table.rawValue,
            partitionContaining: "/\(name)/",
            limit: limit,
            from: start
        )
        var rows: [(TenantID, FoundRow)] = []
        for item in page.items {
            let key = try RowKey(table, item)
            let parts = key.partition.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
            guard key.sort == RowKey.only, parts.count == 3, parts[1] == name,
                let row = try await reader.locks.settled(key, item, forWriting: true)
            else { continue }
            rows.append((TenantID(stored: String(parts[0])), FoundRow(key: key, row: row)))
        }
        let next = try page.next.map { next in
            let key = [try next.text(ItemKey.partitionName), try next.text(ItemKey.sortName)]
            return String(decoding: try JSONEncoder().encode(key), as: UTF8.self)
        }
        return (rows, next)
    }
}
