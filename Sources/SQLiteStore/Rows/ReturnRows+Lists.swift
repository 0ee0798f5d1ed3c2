import Inventory
import Sync

extension ReturnRows {
    /// Rows of the range newest first, nil for one that the filter does not want, until `read` answers false. Goes through
    /// the index of the narrowest wish.
    static func scan(
        _ source: ReadConnection,
        tenant: Int64,
        in range: ClosedRange<Int64>,
        _ filter: ReturnFilter,
        _ read: (_ number: Int64, Return?) throws -> Bool
    ) throws {
        let (index, condition) =
            if filter.orderId != nil {
                ("returns_by_order", "order_id = ?5")
            } else if filter.sku != nil {
                ("returns_by_sku", "sku = ?4")
            } else if filter.disposition != nil {
                ("returns_by_disposition", "disposition = ?6")
            } else {
                ("", "true")
            }
        let statement = try source.statement(
            """
            SELECT (?4 IS NULL OR sku = ?4) AND (?5 IS NULL OR order_id = ?5)
                    AND (?6 IS NULL OR disposition = ?6),
                id, return_id, sku, quantity, disposition, order_id,
                (SELECT text FROM names WHERE id = channel), note, tx_id, timestamp, updated_at
            FROM returns \(index.isEmpty ? "" : "INDEXED BY \(index)")
            WHERE \(index.isEmpty ? "?3 IS NOT NULL" : "tenant_id = ?3") AND \(condition)
                AND id BETWEEN ?1 AND ?2 ORDER BY id DESC
            """
        )
        try statement.forEach(
            {
                $0.add(range.lowerBound)
                $0.add(range.upperBound)
                $0.add(tenant)
                $0.add(filter.sku?.value)
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
