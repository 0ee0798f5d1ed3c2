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
            func add(_ row: LevelRow) throws -> Bool {
                let wanted = row.level.flatMap { filter.wants($0) ? $0 : nil }
                return builder.add(try wanted.map { try details.detail(row.number, $0) }, at: row.sku.value)
            }
            if let query = filter.query, !query.isEmpty {
                let search = SKUSearch(query)
                try LevelRows.scanSKUs(source, tenant: number, after: start) { number, sku in
                    guard search.matches(sku), let row = try LevelRows.find(source, number: number) else {
                        return builder.add(nil, at: String(decoding: sku, as: UTF8.self))
                    }
                    return try add(row)
                }
            } else {
                try LevelRows.scan(source, tenant: number, after: start, add)
            }
            return builder.page(cursor.encode)
        }
    }

    package func inventoryDetail(_ tenant: TenantID, _ sku: SKU) async throws -> InventoryDetail? {
        try await read { source in
            guard let number = try AccessRows.tenantNumber(source, tenant),
                let row = try LevelRows.find(source, tenant: number, sku), let level = row.level
            else { return nil }
            return try DetailReader(source, tenant: number).detail(row.number, level)
        }
    }

    package func movements(_ tenant: TenantID, _ sku: SKU, _ page: PageRequest) async throws -> Page<Movement> {
        let cursor = ListCursor(list: "movements/\(sku)", tenant: tenant)
        let start = try cursor.number(page.cursor)
        return try await read { source in
            guard let number = try AccessRows.tenantNumber(source, tenant),
                let row = try LevelRows.find(source, tenant: number, sku)
            else { return .empty }
            var builder = PageBuilder<Movement, Int64>(page)
            var next = row.lastMovement
            // The cursor names the last movement shown: the page begins with the one before it.
            if let start { next = try MovementRows.link(source, start, sku)?.previous ?? 0 }
            while next != 0, let link = try MovementRows.link(source, next, sku), link.level == row.number,
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
