import DynamoDB
import Inventory
import Sync

extension ArchiveReader {
    private var inventory: PartitionKey { PartitionKey(table: .inventory, partition: tenant.value) }

    func stock() async throws -> Page<ArchivedRow> {
        let roster = try await archive.store.roster(tenant)
        let found = try await found(inventory, after: cursor)
        let rows = try found.compactMap { found -> ArchivedRow? in
            let row = try SKURow(SKU(stored: found.key.sort), found.row.item)
            let stock = ArchivedStock(
                sku: row.sku,
                level: row.level,
                items: try roster.entries.compactMap { try row.channelItem($0) },
                marks: roster.entries.compactMap { entry in
                    guard let mark = row.dirtMark(entry), let place = row.slots[entry.name]?.mark?.place else {
                        return nil
                    }
                    let fresh = DirtKeys.allFresh.lowerBound
                    return ArchivedStock.Mark(
                        mark: mark,
                        place: place.hasPrefix(fresh) ? String(place.dropFirst(fresh.count)) : ""
                    )
                },
                lastMovement: row.lastMovement
            )
            return stock.isEmpty ? nil : ArchivedRow(tenant, .stock(stock))
        }
        return Page(items: rows, next: found.count == limit ? found.last?.key.sort : nil)
    }

    // MARK: - The ledger

    private var skusAtOnce: Int { min(limit, 50) }
    /// Rows of one SKU that one page holds at most.
    private var rowsOfSKU: Int { min(limit, 200) }

    /// Oldest first within a SKU; SKUs in their order. A cursor is the place of the last row that was read, empty behind a
    /// SKU, and the SKU.
    func movements() async throws -> Page<ArchivedRow> {
        let parts = cursor?.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if let parts, parts.count == 2, !parts[0].isEmpty {
            let found = try await movements(SKU(stored: parts[1]), after: parts[0])
            return Page(items: found.rows, next: "\(found.next ?? "")/\(parts[1])")
        }
        let range = RangeKey(place: inventory, after: parts?.last, through: nil, limit: skusAtOnce)
        let found = try await reader.range(range, forWriting: true)
        let skus = try found.map { try SKURow(SKU(stored: $0.key.sort), $0.row.item) }.filter { $0.lastMovement != 0 }
        let read = try await withThrowingTaskGroup(of: (SKU, rows: [ArchivedRow], next: String?).self) { group in
            for row in skus {
                group.addTask {
                    let found = try await movements(row.sku, after: nil)
                    return (row.sku, found.rows, found.next)
                }
            }
            return try await group.reduce(into: [SKU: (rows: [ArchivedRow], next: String?)]()) {
                $0[$1.0] = ($1.rows, $1.next)
            }
        }
        var rows: [ArchivedRow] = []
        for row in skus {
            guard let of = read[row.sku] else { continue }
            rows += of.rows
            // What lies behind a SKU that has more is read again.
            if let next = of.next { return Page(items: rows, next: "\(next)/\(row.sku)") }
        }
        let next = found.count == skusAtOnce ? found.last.map { "/\($0.key.sort)" } : nil
        return Page(items: rows, next: next)
    }

    private func movements(_ sku: SKU, after place: String?) async throws -> (rows: [ArchivedRow], next: String?) {
        let range = RangeKey(
            place: Movement.place(tenant, sku),
            after: place,
            through: nil,
            limit: rowsOfSKU
        )
        let found = try await reader.range(range, forWriting: true)
        let rows = try found.map { row in
            let number = try SortText.number(from: row.key.sort)
            return ArchivedRow(tenant, at: String(number), .movement(try Movement(sku, row.row.item)))
        }
        return (rows, found.count == rowsOfSKU ? found.last?.key.sort : nil)
    }
}
