import Inventory

/// Orders of channels, each as the one value that `OrderState` encodes.
enum OrderRows {
    static func find(_ source: some StatementSource, channel: Int64, _ orderId: Int64) throws -> OrderState? {
        try source.statement("SELECT state FROM orders WHERE channel_id = ? AND order_id = ?")
            .first({ $0.add(channel, orderId) }, { try OrderState(encoded: $0.bytes()) })
    }

    static func put(_ source: some StatementSource, channel: Int64, _ order: OrderState) throws {
        let statement = try source.statement(
            """
            INSERT INTO orders (channel_id, order_id, look_at, state) VALUES (?, ?, ?, ?)
            ON CONFLICT (channel_id, order_id) DO UPDATE SET look_at = excluded.look_at, state = excluded.state
            """
        )
        try statement.run { $0.add(channel, order.orderId, order.lookAt, order.encoded()) }
    }

    /// Those that must be read again at `now`, earliest first.
    static func due(
        _ source: some StatementSource,
        channel: Int64,
        now: Timestamp,
        limit: Int
    ) throws -> [OrderState] {
        let statement = try source.statement(
            """
            SELECT state FROM orders INDEXED BY orders_by_look
            WHERE channel_id = ? AND look_at IS NOT NULL AND look_at <= ? ORDER BY look_at LIMIT ?
            """
        )
        return try statement.all({ $0.add(channel, now, limit) }, { try OrderState(encoded: $0.bytes()) })
    }

    /// When the first of those is due that are not at `now`.
    static func nextDue(_ source: some StatementSource, channel: Int64, after now: Timestamp) throws -> Timestamp? {
        let statement = try source.statement(
            """
            SELECT min(look_at) FROM orders INDEXED BY orders_by_look
            WHERE channel_id = ? AND look_at IS NOT NULL AND look_at > ?
            """
        )
        return try statement.first({ $0.add(channel, now) }, { $0.optionalTimestamp() }) ?? nil
    }

    static func deleteAll(_ connection: Connection, channel: Int64) throws -> Int {
        try connection.statement("DELETE FROM orders WHERE channel_id = ?").run { $0.add(channel) }
        return connection.changes
    }
}
