import Inventory

enum AlertRows {
    /// The newest row for the key, whose channel has this number: 0 for none.
    static func latest(
        _ source: some StatementSource,
        tenant: Int64,
        _ key: AlertKey,
        channel: Int64
    ) throws -> Alert? {
        let statement = try source.statement(
            """
            SELECT alert_id, message, timestamp, last_seen, occurrences, read, state FROM alerts
            WHERE tenant_id = ? AND type = ? AND sku = ? AND channel = ? ORDER BY id DESC LIMIT 1
            """
        )
        return try statement.first(
            { $0.add(tenant, key.type.storedCode, key.sku?.value ?? "", channel) },
            { try alert(&$0, try $0.packed(), key) }
        )
    }

    static func find(_ source: some StatementSource, tenant: Int64, _ alertId: String) throws -> Alert? {
        let statement = try source.statement(
            """
            SELECT id, alert_id, type, sku, (SELECT text FROM names WHERE id = channel), message, timestamp, last_seen,
                occurrences, read, state
            FROM alerts WHERE tenant_id = ? AND alert_id = ?
            """
        )
        return try statement.first(
            {
                $0.add(tenant)
                $0.add(packed: alertId)
            },
            { try numbered(&$0).element }
        )
    }

    /// False when there is no row with this id.
    static func update(_ connection: Connection, tenant: Int64, _ alert: Alert) throws -> Bool {
        let statement = try connection.statement(
            """
            UPDATE alerts SET message = ?, last_seen = ?, occurrences = ?, read = ?, state = ?
            WHERE tenant_id = ? AND alert_id = ?
            """
        )
        try statement.run {
            $0.add(alert.message)
            $0.add(alert.lastSeen)
            $0.add(alert.occurrences)
            $0.add(alert.read)
            $0.add(alert.state.storedCode)
            $0.add(tenant)
            $0.add(packed: alert.alertId)
        }
        return connection.changes == 1
    }

    static func insert(
        _ source: some StatementSource,
        number: Int64,
        tenant: Int64,
        channel: Int64,
        _ alert: Alert
    ) throws {
        let statement = try source.statement(
            """
            INSERT INTO alerts (id, tenant_id, alert_id, type, sku, channel, message, timestamp, last_seen,
                occurrences, read, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        try statement.run {
            $0.add(number)
            $0.add(tenant)
            $0.add(packed: alert.alertId)
            $0.add(alert.key.type.storedCode)
            $0.add(alert.key.sku?.value ?? "")
            $0.add(channel)
            $0.add(alert.message)
            $0.add(alert.timestamp)
            $0.add(alert.lastSeen)
            $0.add(alert.occurrences)
            $0.add(alert.read)
            $0.add(alert.state.storedCode)
        }
    }

    /// Marks what is unread and matches; answers how many rows changed.
    static func markRead(_ connection: Connection, in range: ClosedRange<Int64>, _ bounds: AlertBounds) throws -> Int {
        let statement = try connection.statement(
            """
            UPDATE alerts INDEXED BY alerts_unread SET read = 1
            WHERE read = 0 AND id BETWEEN ?1 AND ?2 AND (?3 >> type) & 1 AND (?4 = '' OR sku = ?4)
                AND (?5 = 0 OR channel = ?5) AND (?6 IS NULL OR state = ?6)
            """
        )
        try statement.run {
            $0.add(range.lowerBound)
            $0.add(range.upperBound)
            $0.add(bounds.types)
            $0.add(bounds.sku)
            $0.add(bounds.channel)
            $0.add(bounds.state?.storedCode)
        }
        return connection.changes
    }

    /// Reads the columns of the statements above and of the lists.
    static func numbered(_ columns: inout Columns) throws -> Numbered<Alert> {
        let number = columns.int64()
        let alertId = try columns.packed()
        let key = AlertKey(
            type: try columns.code(),
            sku: try sku(&columns),
            channelId: columns.optionalText().map(ChannelID.init(stored:))
        )
        return Numbered(number: number, element: try alert(&columns, alertId, key))
    }

    private static func sku(_ columns: inout Columns) throws -> SKU? {
        let text = try columns.text()
        return text.isEmpty ? nil : SKU(stored: text)
    }

    private static func alert(_ columns: inout Columns, _ alertId: String, _ key: AlertKey) throws -> Alert {
        Alert(
            alertId: alertId,
            key: key,
            message: try columns.text(),
            timestamp: columns.timestamp(),
            lastSeen: columns.timestamp(),
            occurrences: columns.int64(),
            read: columns.bool(),
            state: try columns.code()
        )
    }
}
