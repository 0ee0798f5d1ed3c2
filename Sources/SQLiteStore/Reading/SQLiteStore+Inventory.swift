package import Inventory
package import Sync

extension SQLiteStore {
    /// Rows that one call looks at, at most: about 50 ms.
    private static let scanLimit = 50_000

    package func inventory(
        _ tenant: TenantID,
        _ filter: InventoryFilter,
        _ page: PageRequest
    ) async throws -> Page<InventoryDetail> {
        let cursor = ListCursor(list: "inventory", tenant: tenant)
        let start = try cursor.position(page.cursor) ?? ""
        return try await read { source in
            guard let number = try AccessRows.tenantNumber(source, tenant) else { return .empty }
            let details = try DetailReader(source, tenant: number)
            var builder = PageBuilder<InventoryDetail, String>(page, scanLimit: Self.scanLimit)
            func add(_ row: StockRow, _ columns: inout Columns) throws -> Bool {
                let isWanted = row.level.map(filter.wants) ?? false
                return builder.add(isWanted ? try details.detail(row, &columns) : nil, at: row.sku.value)
            }
            if let query = filter.query, !query.isEmpty {
                let search = SKUSearch(query)
                try StockRows.scanSKUs(source, tenant: number, after: start) { bytes in
                    let sku = { SKU(stored: String(decoding: bytes, as: UTF8.self)) }
                    guard search.matches(bytes) else { return builder.add(nil, at: sku().value) }
                    return try StockRows.find(source, tenant: number, sku(), add) ?? true
                }
            } else {
                try StockRows.scan(source, tenant: number, after: start, add)
            }
            return builder.page(cursor.encode)
        }
    }

    package func inventoryDetail(_ tenant: TenantID, _ sku: SKU) async throws -> InventoryDetail? {
        try await read { source in
            guard let number = try AccessRows.tenantNumber(source, tenant) else { return nil }
            let details = try DetailReader(source, tenant: number)
            return try StockRows.find(source, tenant: number, sku, details.detail) ?? nil
        }
    }

    package func movements(_ tenant: TenantID, _ sku: SKU, _ page: PageRequest) async throws -> Page<Movement> {
        let cursor = ListCursor(list: "movements/\(sku)", tenant: tenant)
        let start = try cursor.number(page.cursor)
        return try await read { source in
            guard let number = try AccessRows.tenantNumber(source, tenant),
                let last = try StockRows.find(source, tenant: number, sku, { row, _ in row.lastMovement })
            else { return .empty }
            var builder = PageBuilder<Movement, Int64>(page)
            var next = last
            // The cursor names the last movement shown: the page begins with the one before it.
            if let start { next = try MovementRows.link(source, start, sku)?.previous ?? 0 }
            while next != 0, let link = try MovementRows.link(source, next, sku),
                builder.add(link.movement, at: next)
            {
                next = link.previous
            }
            return builder.page(cursor.encode)
        }
    }
}

extension InventoryFilter {
    fileprivate func wants(_ level: Level) -> Bool {
        guard let lowStock else { return true }
        return level.holdingConditions(defaultThreshold: defaultThreshold).contains(.low) == lowStock
    }
}
