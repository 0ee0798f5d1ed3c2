import Inventory
import Sync

extension ReturnRows {
    /// Rows of the range newest first, nil for one that the filter does not want, until `read` answers false. Goes through
    /// the index of the narrowest wish. `level` is the number of the filter's SKU, 0 without one.
    static func scan(
        _ source: ReadConnection,
        tenant: Int64,
        in range: ClosedRange<Int64>,
        _ filter: ReturnFilter,
        level: Int64,
        _ read: (_ number: Int64, Return?) throws -> Bool
    ) throws {
        let (index, condition) =
            if filter.orderId != nil {
                ("returns_by_order", "r.order_id = ?5")
            } else if level != 0 {
                ("returns_by_level", "r.level_id = ?4")
            } else if filter.disposition != nil {
                ("returns_by_disposition", "r.disposition = ?6")
            } else {
                ("", "true")
            }
        let statement = try source.statement(
            """
            SELECT (?4 = 0 OR r.level_id = ?4) AND (?5 IS NULL OR r.order_id = ?5)
                    AND (?6 IS NULL OR r.disposition = ?6),
                r.id, r.return_id, (SELECT sku FROM levels WHERE id = r.level_id), r.quantity, r.disposition, r.order_id,
                (SELECT text FROM names WHERE id = r.channel), r.note, r.tx_id, r.timestamp, r.updated_at
            FROM returns r \(index.isEmpty ? "" : "INDEXED BY \(index)")
            WHERE \(index == "returns_by_level" || index.isEmpty ? "true" : "r.tenant_id = ?3") AND \(condition)
                AND r.id BETWEEN ?1 AND ?2 ORDER BY r.id DESC
            """
        )
        try statement.forEach(
            {
                $0.add(range.lowerBound)
                $0.add(range.upperBound)
                $0.add(tenant)
                $0.add(level)
                $0.add(filter.orderId)
                $0.add(filter.disposition?.storedCode)
            },
            { columns in
                guard columns.bool() else { return try read(columns.int64(), nil) }
                let row = try numbered(&columns)
                return try read(row.number, row.element)
            }
        )
    }
}
