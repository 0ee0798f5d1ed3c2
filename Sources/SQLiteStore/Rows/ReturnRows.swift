import Inventory

enum ReturnRows {
    static func find(_ source: some StatementSource, tenant: Int64, _ returnId: String) throws -> Return? {
        let statement = try source.statement(
            """
            SELECT id, return_id, sku, quantity, disposition, order_id,
                (SELECT text FROM names WHERE id = channel), note, tx_id, timestamp, updated_at
            FROM returns WHERE tenant_id = ? AND return_id = ?
            """
        )
        return try statement.first(
            {
                $0.add(tenant)
                $0.add(packed: returnId)
            },
            { try numbered(&$0).element }
        )
    }

    /// False when there is no row with this id.
    static func update(_ connection: Connection, tenant: Int64, _ row: Return) throws -> Bool {
        let statement = try connection.statement(
            "UPDATE returns SET disposition = ?, note = ?, updated_at = ? WHERE tenant_id = ? AND return_id = ?"
        )
        try statement.run {
            $0.add(row.disposition.storedCode)
            $0.add(row.note)
            $0.add(row.updatedAt)
            $0.add(tenant)
            $0.add(packed: row.returnId)
        }
        return connection.changes == 1
    }

    static func insert(
        _ source: some StatementSource,
        number: Int64,
        tenant: Int64,
        channel: Int64?,
        _ row: Return
    ) throws {
        let statement = try source.statement(
            """
            INSERT INTO returns (id, tenant_id, return_id, sku, quantity, disposition, order_id, channel, note,
                tx_id, timestamp, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        try statement.run {
            $0.add(number)
            $0.add(tenant)
            $0.add(packed: row.returnId)
            $0.add(row.sku.value)
            $0.add(row.quantity)
            $0.add(row.disposition.storedCode)
            $0.add(row.orderId)
            $0.add(channel)
            $0.add(row.note)
            $0.add(packed: row.txId)
            $0.add(row.timestamp)
            $0.add(row.updatedAt)
        }
    }

    static func eraseNotes(_ connection: Connection, tenant: Int64, channel: Int64) throws -> Int {
        try connection.statement(
            """
            UPDATE returns INDEXED BY returns_with_note SET note = NULL
            WHERE tenant_id = ? AND channel = ? AND note IS NOT NULL
            """
        )
        .run { $0.add(tenant, channel) }
        return connection.changes
    }

    static func eraseNotes(_ connection: Connection, tenant: Int64, channel: Int64, order: String) throws -> Int {
        try connection.statement(
            """
            UPDATE returns INDEXED BY returns_by_order SET note = NULL
            WHERE tenant_id = ? AND order_id = ? AND channel = ? AND note IS NOT NULL
            """
        )
        .run { $0.add(tenant, order, channel) }
        return connection.changes
    }

    /// Reads the columns of `find` and of the lists.
    static func numbered(_ columns: inout Columns) throws -> Numbered<Return> {
        Numbered(
            number: columns.int64(),
            element: Return(
                returnId: try columns.packed(),
                sku: SKU(stored: try columns.text()),
                quantity: columns.int64(),
                disposition: try columns.code(),
                orderId: columns.optionalText(),
                channelId: columns.optionalText().map(ChannelID.init(stored:)),
                note: columns.optionalText(),
                txId: try columns.packed(),
                timestamp: columns.timestamp(),
                updatedAt: columns.timestamp()
            )
        )
    }
}

/// An element of a list with the number of its row: where the next page goes on.
struct Numbered<Element> {
    let number: Int64
    let element: Element
}
