import Inventory
import Sync

enum QuarantineRows {
    static func find(
        _ source: some StatementSource,
        tenant: Int64,
        _ quarantineId: String
    ) throws -> QuarantinedDelivery? {
        let statement = try source.statement(
            """
            SELECT id, quarantine_id, (SELECT text FROM names WHERE id = channel), topic,
                (SELECT text FROM names WHERE id = source), tx_id, event_id, body, reason, received_at, replayed_at
            FROM quarantine WHERE tenant_id = ? AND quarantine_id = ?
            """
        )
        return try statement.first(
            {
                $0.add(tenant)
                $0.add(packed: quarantineId)
            },
            { try numbered(&$0).element }
        )
    }

    /// Rows of the range, newest first, until `read` answers false.
    static func scan(
        _ source: some StatementSource,
        in range: ClosedRange<Int64>,
        _ read: (Numbered<QuarantinedDelivery>) throws -> Bool
    ) throws {
        let statement = try source.statement(
            """
            SELECT id, quarantine_id, (SELECT text FROM names WHERE id = channel), topic,
                (SELECT text FROM names WHERE id = source), tx_id, event_id, body, reason, received_at, replayed_at
            FROM quarantine WHERE id BETWEEN ? AND ? ORDER BY id DESC
            """
        )
        try statement.forEach({ $0.add(range.lowerBound, range.upperBound) }, { try read(try numbered(&$0)) })
    }

    /// False when there is no row with this id.
    static func update(_ connection: Connection, tenant: Int64, _ delivery: QuarantinedDelivery) throws -> Bool {
        try connection.statement(
            "UPDATE quarantine SET reason = ?, replayed_at = ? WHERE tenant_id = ? AND quarantine_id = ?"
        )
        .run {
            $0.add(delivery.reason)
            $0.add(delivery.replayedAt)
            $0.add(tenant)
            $0.add(packed: delivery.quarantineId)
        }
        return connection.changes == 1
    }

    static func insert(
        _ statements: some StatementSource,
        number: Int64,
        tenant: Int64,
        channel: Int64,
        source: Int64,
        _ delivery: QuarantinedDelivery
    ) throws {
        let statement = try statements.statement(
            """
            INSERT INTO quarantine (id, tenant_id, quarantine_id, channel, topic, source, tx_id, event_id, body,
                reason, received_at, replayed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        try statement.run {
            $0.add(number)
            $0.add(tenant)
            $0.add(packed: delivery.quarantineId)
            $0.add(channel)
            $0.add(delivery.topic)
            $0.add(source)
            $0.add(packed: delivery.key.txId)
            $0.add(packed: delivery.eventId)
            $0.add(delivery.body)
            $0.add(delivery.reason)
            $0.add(delivery.receivedAt)
            $0.add(delivery.replayedAt)
        }
    }

    /// Ids of the channel's deliveries, oldest first.
    static func ids(_ source: some StatementSource, tenant: Int64, channel: Int64) throws -> [String] {
        try source.statement("SELECT quarantine_id FROM quarantine WHERE tenant_id = ? AND channel = ? ORDER BY id")
            .all({ $0.add(tenant, channel) }, { try $0.packed() })
    }

    /// Numbers and ids of the channel's deliveries whose body contains `text` byte for byte.
    static func containing(
        _ source: some StatementSource,
        tenant: Int64,
        channel: Int64,
        _ text: String
    ) throws -> [Numbered<String>] {
        let statement = try source.statement(
            """
            SELECT id, quarantine_id FROM quarantine
            WHERE tenant_id = ? AND channel = ? AND instr(body, ?) > 0 ORDER BY id
            """
        )
        return try statement.all(
            {
                $0.add(tenant)
                $0.add(channel)
                // Bytes are sought in bytes only if both are bytes to SQLite.
                $0.add(Array(text.utf8))
            },
            { Numbered(number: $0.int64(), element: try $0.packed()) }
        )
    }

    static func delete(_ source: some StatementSource, tenant: Int64, _ quarantineId: String) throws {
        try source.statement("DELETE FROM quarantine WHERE tenant_id = ? AND quarantine_id = ?")
            .run {
                $0.add(tenant)
                $0.add(packed: quarantineId)
            }
    }

    static func numbered(_ columns: inout Columns) throws -> Numbered<QuarantinedDelivery> {
        let number = columns.int64()
        let quarantineId = try columns.packed()
        let channelId = ChannelID(stored: try columns.text())
        let topic = try columns.text()
        let delivery = QuarantinedDelivery(
            quarantineId: quarantineId,
            channelId: channelId,
            topic: topic,
            key: TransactionKey(source: try columns.text(), txId: try columns.packed()),
            eventId: try columns.optionalPacked(),
            body: columns.bytes(),
            reason: try columns.text(),
            receivedAt: columns.timestamp(),
            replayedAt: columns.optionalTimestamp()
        )
        return Numbered(number: number, element: delivery)
    }
}
