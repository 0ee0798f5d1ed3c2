import Inventory
import NIOConcurrencyHelpers
import Sync

extension ArchiveReader {
    func stock() throws -> Page<ArchivedRow> {
        let channels = try ChannelRows.all(source, tenant: number)
        var rows: [ArchivedRow] = []
        var seen = 0
        var last: String?
        try StockRows.scan(source, tenant: number, after: cursor ?? "") { row, columns in
            seen += 1
            last = row.sku.value
            let items = try columns.withBytes { bytes in
                try channels.compactMap { known in
                    try ChannelBytes.part(of: known.number, in: bytes).map {
                        try ChannelItem(channelId: known.channel.channelId, sku: row.sku, encoded: $0)
                    }
                }
            }
            let marks = try columns.withBytes { bytes in
                try channels.compactMap { known in
                    try ChannelBytes.part(of: known.number, in: bytes).map { part in
                        let mark = try StoredMark(part)
                        return ArchivedStock.Mark(
                            mark: mark.mark(row.sku, known.channel.channelId),
                            place: ArchivedRow.position(mark.place)
                        )
                    }
                }
            }
            let stock = ArchivedStock(
                sku: row.sku,
                level: row.level,
                items: items,
                marks: marks,
                lastMovement: row.lastMovement
            )
            if !stock.isEmpty { rows.append(ArchivedRow(tenant, .stock(stock))) }
            return seen < limit
        }
        return Page(items: rows, next: seen == limit ? last : nil)
    }

    // MARK: - The ledger

    /// Oldest first within a SKU; SKUs in their order. A cursor names a SKU and the last of its rows that was read.
    func movements() throws -> Page<ArchivedRow> {
        var rows: [ArchivedRow] = []
        let place = try cursor.map { try MovementPlace($0) }
        if let place, let last = place.number {
            let end = try lastMovement(SKU(stored: place.sku))
            if let next = try add(SKU(stored: place.sku), from: end, after: last, to: &rows) {
                return Page(items: rows, next: next)
            }
        }
        var next: String?
        var seen = 0
        try StockRows.scan(source, tenant: number, after: place?.sku ?? "") { row, _ in
            seen += 1
            next = try add(row.sku, from: row.lastMovement, after: 0, to: &rows)
            if next == nil, rows.count >= limit || seen == Self.skusAtOnce {
                next = MovementPlace(sku: row.sku.value, number: nil).cursor
            }
            return next == nil
        }
        return Page(items: rows, next: next)
    }

    private static let skusAtOnce = 5000

    private func lastMovement(_ sku: SKU) throws -> Int64 {
        try StockRows.find(source, tenant: number, sku) { row, _ in row.lastMovement } ?? 0
    }

    /// Adds the SKU's movements after this number. Answers where to go on when the page is full.
    private func add(
        _ sku: SKU,
        from last: Int64,
        after start: Int64,
        to rows: inout [ArchivedRow]
    ) throws -> String? {
        guard last != 0 else { return nil }
        for row in try numbers(sku, from: last) where row > start {
            guard let link = try MovementRows.link(source, row, sku) else {
                throw StoreError.damaged("the ledger of \(sku) leads to a row that is not there")
            }
            rows.append(self.row(at: row, .movement(link.movement)))
            if rows.count >= limit { return MovementPlace(sku: sku.value, number: row).cursor }
        }
        return nil
    }

    /// The numbers of a SKU's movements, oldest first: eight bytes for each.
    private func numbers(_ sku: SKU, from last: Int64) throws -> [Int64] {
        let known = chain.withLockedValue { $0 }
        if let known, known.tenant == number, known.sku == sku, known.numbers.last == last { return known.numbers }
        let statement = try source.statement("SELECT previous FROM movements WHERE id = ? AND sku = ?")
        var numbers: [Int64] = []
        var next = last
        while next != 0 {
            let previous = try statement.first({ $0.add(next, sku.value) }, { $0.int64() })
            guard let previous, previous < next else {
                throw StoreError.damaged("the ledger of \(sku) leads to a row that is not there")
            }
            numbers.append(next)
            next = previous
        }
        numbers.reverse()
        let read = (tenant: number, sku: sku, numbers: numbers)
        chain.withLockedValue { $0 = read }
        return numbers
    }

    /// Where reading the ledger goes on: behind a SKU, or within it behind a row.
    struct MovementPlace {
        let sku: String
        let number: Int64?

        init(sku: String, number: Int64?) {
            self.sku = sku
            self.number = number
        }

        init(_ cursor: String) throws {
            let parts = cursor.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw StoreError.damagedMove }
            number = parts[0].isEmpty ? nil : try ArchiveReader.number(parts[0])
            sku = String(parts[1])
        }

        var cursor: String { "\(number.map(String.init) ?? "")/\(sku)" }
    }
}
