import Inventory
import Sync

extension TransactionRows {
    /// Rows of the range newest first, nil for one that is past its time or that the filter does not want, until `read`
    /// answers false. `action` is the number of the filter's action.
    static func scan(
        _ source: ReadConnection,
        tenant: Int64,
        in range: ClosedRange<Int64>,
        action: Int64?,
        status: TransactionRecord.Status?,
        now: Timestamp,
        _ read: (_ number: Int64, TransactionRecord?) throws -> Bool
    ) throws {
        // `applied` and `told` are most of the table: the table itself finds them soon enough.
        let (index, condition) =
            if let status, status.storedCode > 1 {
                ("INDEXED BY transactions_by_status", "tenant_id = ?3 AND status = ?5 AND status > 1")
            } else if action != nil {
                ("INDEXED BY transactions_by_action", "tenant_id = ?3 AND action = ?4")
            } else {
                ("", "true")
            }
        let statement = try source.statement(
            """
            SELECT (?4 IS NULL OR action = ?4) AND (?5 IS NULL OR status = ?5) AND expires_at > ?6,
                id, (SELECT text FROM names WHERE id = source), tx_id, (SELECT text FROM names WHERE id = action),
                status, (SELECT text FROM names WHERE id = channel), event_id, reference,
                (SELECT text FROM names WHERE id = actor), timestamp, expires_at
            FROM transactions \(index) WHERE \(condition) AND id BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL ORDER BY id DESC
            """
        )
        try statement.forEach(
            {
                $0.add(range.lowerBound)
                $0.add(range.upperBound)
                $0.add(tenant)
                $0.add(action)
                $0.add(status?.storedCode)
                $0.add(now)
            },
            { columns in
                guard columns.bool() else { return try read(columns.int64(), nil) }
                let row = try Found(&columns)
                return try read(row.number, row.record)
            }
        )
    }
}
