import Inventory
import Sync

extension AlertRows {
    /// Rows of the range newest first, nil for one that the filter does not want, until `read` answers false. Goes through
    /// the smallest index that holds all that is wanted.
    static func scan(
        _ source: ReadConnection,
        in range: ClosedRange<Int64>,
        _ bounds: AlertBounds,
        _ read: (_ number: Int64, Alert?) throws -> Bool
    ) throws {
        let (index, condition) =
            if !bounds.sku.isEmpty {
                ("alerts_by_sku", "tenant_id = ?8 AND sku = ?4 AND sku > ''")
            } else if bounds.unread == true {
                ("alerts_unread", "read = 0")
            } else if bounds.state == .open {
                ("alerts_open", "state = 0")
            } else {
                ("", "true")
            }
        let statement = try source.statement(
            """
            SELECT (?3 >> type) & 1 AND (?4 = '' OR sku = ?4) AND (?5 = 0 OR channel = ?5)
                    AND (?6 IS NULL OR state = ?6) AND (?7 IS NULL OR read <> ?7),
                id, alert_id, type, sku,
                (SELECT text FROM names WHERE id = channel), message, timestamp, last_seen, occurrences,
                read, state
            FROM alerts \(index.isEmpty ? "" : "INDEXED BY \(index)")
            WHERE id BETWEEN ?1 AND ?2 AND ?8 IS NOT NULL AND \(condition) ORDER BY id DESC
            """
        )
        try statement.forEach(
            {
                $0.add(range.lowerBound)
                $0.add(range.upperBound)
                $0.add(bounds.types)
                $0.add(bounds.sku)
                $0.add(bounds.channel)
                $0.add(bounds.state?.storedCode)
                $0.add(bounds.unread.map { $0 ? 1 : 0 })
                $0.add(bounds.tenant)
            },
            { columns in
                guard columns.bool() else { return try read(columns.int64(), nil) }
                let row = try numbered(&columns)
                return try read(row.number, row.element)
            }
        )
    }

    /// Rows that are open or unread, counted. Both indexes hold all that is asked of them.
    static func summary(_ source: ReadConnection, in range: ClosedRange<Int64>) throws -> [AlertSummary.Group] {
        let unread = try source.statement(
            """
            SELECT type, state, 0, count(*) FROM alerts INDEXED BY alerts_unread
            WHERE read = 0 AND id BETWEEN ? AND ? GROUP BY type, state
            """
        )
        let openAndRead = try source.statement(
            """
            SELECT type, 0, 1, count(*) FROM alerts INDEXED BY alerts_open
            WHERE state = 0 AND read = 1 AND id BETWEEN ? AND ? GROUP BY type
            """
        )
        return try [unread, openAndRead].flatMap { statement in
            try statement.all(
                { $0.add(range.lowerBound, range.upperBound) },
                { columns in
                    AlertSummary.Group(
                        type: try columns.code(),
                        state: try columns.code(),
                        read: columns.bool(),
                        rows: columns.int()
                    )
                }
            )
        }
    }
}
