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
            INSERT INTO orders (channel_id, order_id, state) VALUES (?, ?, ?)
            ON CONFLICT (channel_id, order_id) DO UPDATE SET state = excluded.state
            """
        )
        try statement.run { $0.add(channel, order.orderId, order.encoded()) }
    }

    static func deleteAll(_ connection: Connection, channel: Int64) throws -> Int {
        try connection.statement("DELETE FROM orders WHERE channel_id = ?").run { $0.add(channel) }
        return connection.changes
    }
}
