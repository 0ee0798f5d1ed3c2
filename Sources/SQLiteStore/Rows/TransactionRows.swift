import Inventory
import Sync

/// The dedup table. A row past its time is absent to every reader, swept or not.
enum TransactionRows {
    struct Found {
        let number: Int64
        let record: TransactionRecord

        /// Reads the columns that the statements below select.
        init(_ columns: inout Columns) throws {
            number = columns.int64()
            record = TransactionRecord(
                key: TransactionKey(source: try columns.text(), txId: try columns.packed()),
                action: try columns.text(),
                status: try columns.code(),
                channelId: columns.optionalText().map(ChannelID.init(stored:)),
                eventId: try columns.optionalPacked(),
                reference: columns.optionalText(),
                actor: try columns.text(),
                timestamp: columns.timestamp(),
                expiresAt: columns.timestamp()
            )
        }
    }

    /// The numbers of the texts that repeat.
    struct Names {
        let source: Int64
        let action: Int64
        let channel: Int64?
        let actor: Int64
    }

    static func find(
        _ source: some StatementSource,
        tenant: Int64,
        sourceName: Int64,
        txId: String,
        now: Timestamp
    ) throws -> TransactionRecord? {
        let statement = try source.statement(
            """
            SELECT id, (SELECT text FROM names WHERE id = source), tx_id, (SELECT text FROM names WHERE id = action),
                status, (SELECT text FROM names WHERE id = channel), event_id, reference,
                (SELECT text FROM names WHERE id = actor), timestamp, expires_at
            FROM transactions WHERE tenant_id = ? AND tx_id = ? AND source = ? AND +expires_at > ?
            """
        )
        return try statement.first(
            {
                $0.add(tenant)
                $0.add(packed: txId)
                $0.add(sourceName)
                $0.add(now)
            },
            { try Found(&$0).record }
        )
    }

    /// The newest with this id, whoever gave it.
    static func newest(
        _ source: some StatementSource,
        tenant: Int64,
        txId: String,
        now: Timestamp
    ) throws -> TransactionRecord? {
        let statement = try source.statement(
            """
            SELECT id, (SELECT text FROM names WHERE id = source), tx_id, (SELECT text FROM names WHERE id = action),
                status, (SELECT text FROM names WHERE id = channel), event_id, reference,
                (SELECT text FROM names WHERE id = actor), timestamp, expires_at
            FROM transactions INDEXED BY transactions_by_key WHERE tenant_id = ? AND tx_id = ? AND +expires_at > ?
            ORDER BY id DESC LIMIT 1
            """
        )
        return try statement.first(
            {
                $0.add(tenant)
                $0.add(packed: txId)
                $0.add(now)
            },
            { try Found(&$0).record }
        )
    }

    /// False when the key is taken already, by a row past its time or not.
    static func insert(
        _ connection: Connection,
        number: Int64,
        tenant: Int64,
        _ names: Names,
        _ record: TransactionRecord
    ) throws -> Bool {
        let statement = try connection.statement(
            """
            INSERT OR IGNORE INTO transactions (id, tenant_id, tx_id, source, action, status, channel, event_id,
                reference, actor, timestamp, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        try statement.run {
            $0.add(number)
            $0.add(tenant)
            $0.add(packed: record.key.txId)
            $0.add(names.source)
            $0.add(names.action)
            $0.add(record.status.storedCode)
            $0.add(names.channel)
            $0.add(packed: record.eventId)
            $0.add(record.reference)
            $0.add(names.actor)
            $0.add(record.timestamp)
            $0.add(record.expiresAt)
        }
        return connection.changes == 1
    }

    /// Writes over the row of the same key; false when that one is past its time.
    static func update(
        _ connection: Connection,
        tenant: Int64,
        _ names: Names,
        _ record: TransactionRecord,
        now: Timestamp
    ) throws -> Bool {
        let statement = try connection.statement(
            """
            UPDATE transactions SET action = ?, status = ?, channel = ?, event_id = ?, reference = ?, actor = ?,
                timestamp = ?, expires_at = ?
            WHERE tenant_id = ? AND tx_id = ? AND source = ? AND +expires_at > ?
            """
        )
        try statement.run {
            $0.add(names.action)
            $0.add(record.status.storedCode)
            $0.add(names.channel)
            $0.add(packed: record.eventId)
            $0.add(record.reference)
            $0.add(names.actor)
            $0.add(record.timestamp)
            $0.add(record.expiresAt)
            $0.add(tenant)
            $0.add(packed: record.key.txId)
            $0.add(names.source)
            $0.add(now)
        }
        return connection.changes == 1
    }

    static func delete(_ source: some StatementSource, tenant: Int64, sourceName: Int64, txId: String) throws {
        try source.statement("DELETE FROM transactions WHERE tenant_id = ? AND tx_id = ? AND source = ?")
            .run {
                $0.add(tenant)
                $0.add(packed: txId)
                $0.add(sourceName)
            }
    }
}
