import Inventory

/// The ledger. Each row names the SKU's previous one, so that one SKU's rows are a chain, newest first.
enum MovementRows {
    struct Link {
        let movement: Movement
        /// 0 at the end of the chain.
        let previous: Int64
    }

    static func insert(
        _ source: some StatementSource,
        number: Int64,
        previous: Int64,
        actor: Int64,
        _ movement: Movement
    ) throws {
        let statement = try source.statement(
            """
            INSERT INTO movements (id, previous, sku, movement_id, kind, physical_delta, reserved_delta,
                suspense_delta, physical, reserved, suspense, tx_id, reference, actor, note, timestamp)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        try statement.run {
            $0.add(number)
            $0.add(previous)
            $0.add(movement.sku.value)
            $0.add(packed: movement.movementId)
            $0.add(movement.kind.storedCode)
            $0.add(movement.delta.physical)
            $0.add(movement.delta.reserved)
            $0.add(movement.delta.suspense)
            $0.add(movement.after.physical)
            $0.add(movement.after.reserved)
            $0.add(movement.after.suspense)
            $0.add(packed: movement.txId)
            $0.add(movement.reference)
            $0.add(actor)
            $0.add(movement.note)
            $0.add(movement.timestamp)
        }
    }

    /// Nil when the row is not there or another SKU's.
    static func link(_ source: some StatementSource, _ number: Int64, _ sku: SKU) throws -> Link? {
        let statement = try source.statement(
            """
            SELECT movement_id, kind, physical_delta, reserved_delta, suspense_delta, physical, reserved, suspense,
                tx_id, reference, (SELECT text FROM names WHERE id = actor), note, timestamp, previous
            FROM movements WHERE id = ? AND sku = ?
            """
        )
        return try statement.first(
            { $0.add(number, sku.value) },
            { columns in
                let movement = Movement(
                    movementId: try columns.packed(),
                    sku: sku,
                    kind: try columns.code(),
                    delta: StockDelta(
                        physical: columns.int64(),
                        reserved: columns.int64(),
                        suspense: columns.int64()
                    ),
                    after: StockDelta(
                        physical: columns.int64(),
                        reserved: columns.int64(),
                        suspense: columns.int64()
                    ),
                    txId: try columns.packed(),
                    reference: columns.optionalText(),
                    actor: try columns.text(),
                    note: columns.optionalText(),
                    timestamp: columns.timestamp()
                )
                return Link(movement: movement, previous: columns.int64())
            }
        )
    }

    /// The sum of a chain. A chain that leads to another SKU or to nowhere ends there, and does not add up.
    static func sum(_ source: some StatementSource, from last: Int64, _ sku: SKU) throws -> StockDelta {
        let statement = try source.statement(
            """
            SELECT physical_delta, reserved_delta, suspense_delta, previous FROM movements
            WHERE id = ? AND sku = ?
            """
        )
        var sum = StockDelta.zero
        var number = last
        while number != 0 {
            let previous = try statement.first(
                { $0.add(number, sku.value) },
                { columns in
                    sum.physical &+= columns.int64()
                    sum.reserved &+= columns.int64()
                    sum.suspense &+= columns.int64()
                    return columns.int64()
                }
            )
            // A row's previous one is always an older row: a damaged chain must not run in a circle.
            guard let previous, previous < number else { break }
            number = previous
        }
        return sum
    }
}
