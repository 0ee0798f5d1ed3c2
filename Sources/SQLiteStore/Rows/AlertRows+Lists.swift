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
            if bounds.level != 0 {
                ("alerts_by_level", "a.level_id = ?4 AND a.level_id > 0")
            } else if bounds.unread == true {
                ("alerts_unread", "a.read = 0")
            } else if bounds.state == .open {
                ("alerts_open", "a.state = 0")
            } else {
                ("", "true")
            }
        let statement = try source.statement(
            """
            SELECT (?3 >> a.type) & 1 AND (?4 = 0 OR a.level_id = ?4) AND (?5 = 0 OR a.channel = ?5)
                    AND (?6 IS NULL OR a.state = ?6) AND (?7 IS NULL OR a.read <> ?7),
                a.id, a.alert_id, a.type, (SELECT sku FROM levels WHERE id = a.level_id),
                (SELECT text FROM names WHERE id = a.channel), a.message, a.timestamp, a.last_seen, a.occurrences,
                a.read, a.state
            FROM alerts a \(index.isEmpty ? "" : "INDEXED BY \(index)")
            WHERE a.id BETWEEN ?1 AND ?2 AND \(condition) ORDER BY a.id DESC
            """
        )
        try statement.forEach(
            {
                $0.add(range.lowerBound)
                $0.add(range.upperBound)
                $0.add(bounds.types)
                $0.add(bounds.level)
                $0.add(bounds.channel)
                $0.add(bounds.state?.storedCode)
                $0.add(bounds.unread.map { $0 ? 1 : 0 })
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
