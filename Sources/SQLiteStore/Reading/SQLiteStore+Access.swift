package import Inventory
package import Sync

extension SQLiteStore {
    package func accessKey(hash: [UInt8]) async throws -> AccessKey? {
        try await read { try AccessRows.key($0, hash: hash) }
    }

    package func tenants(_ page: PageRequest) async throws -> Page<Tenant> {
        // Tenants are nobody's: the list stands above them all.
        let cursor = ListCursor(list: "tenants", tenant: TenantID(stored: ""))
        let last = try cursor.number(page.cursor)
        return try await read { source in
            var builder = PageBuilder<Tenant, Int64>(page)
            for row in try AccessRows.tenants(source, before: last ?? .max, limit: page.limit + 1)
            where !builder.add(row.element, at: row.number) { break }
            return builder.page(cursor.encode)
        }
    }

    package func tenant(_ id: TenantID) async throws -> Tenant? {
        try await read { try AccessRows.tenant($0, id) }
    }

    package func unfinishedImports() async throws -> [(tenant: TenantID, batch: ImportBatch)] {
        try await read { try ImportRows.unfinished($0) }
    }
}
