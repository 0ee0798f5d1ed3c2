package import Inventory

/// Goods that came back. Source: domain.md section 4.
package enum ReturnCommands {
    package static func create(
        _ context: CommandContext,
        sku: SKU,
        quantity: Int64,
        disposition: Disposition,
        orderId: String?,
        note: String?
    ) throws -> Return {
        _ = try Quantity.checked(quantity, atLeast: 1, field: "quantity")
        let level = try StockCommands.tracked(sku, context.tx)
        let returnId = context.tx.newID()
        let (txId, ledger) = try context.ledger(for: "return.create", reference: orderId ?? returnId)
        let row = Return(
            returnId: returnId,
            sku: sku,
            quantity: quantity,
            disposition: disposition,
            orderId: orderId,
            channelId: nil,
            note: note,
            txId: txId,
            timestamp: context.tx.now,
            updatedAt: context.tx.now
        )
        try context.tx.put(row)
        try settle(row, level, ledger, context.tx)
        return row
    }

    /// Decides what was `INSPECTING`, once.
    package static func decide(
        _ context: CommandContext,
        returnId: String,
        disposition: Disposition
    ) throws -> Return {
        guard var row = try context.tx.orderReturn(returnId) else {
            throw DomainError.notFound("There is no return \(returnId)")
        }
        guard !row.disposition.isFinal else {
            throw DomainError.conflict(
                code: "already_decided",
                message: "This return was decided as \(row.disposition.rawValue) already"
            )
        }
        guard disposition.isFinal else {
            throw DomainError.invalid("disposition", "must be a final one: INSPECTING is where it stands already")
        }
        let level = try StockCommands.tracked(row.sku, context.tx)
        row.disposition = disposition
        row.updatedAt = context.tx.now
        try context.tx.put(row)
        let (_, ledger) = try context.ledger(for: "return.decide", reference: returnId)
        try settle(row, level, ledger, context.tx)
        return row
    }

    private static func settle(
        _ row: Return,
        _ level: Level,
        _ ledger: StockLedger,
        _ tx: any StoreTransaction
    ) throws {
        if row.disposition.addsStock {
            try ledger.move(
                level,
                by: StockDelta(physical: row.quantity),
                .return,
                reference: row.orderId ?? row.returnId
            )
        }
        try announce(row, tx)
    }

    /// The alert that every return raises.
    static func announce(_ row: Return, _ tx: any StoreTransaction) throws {
        let order = row.orderId.map { " of order \($0)" } ?? ""
        try AlertDesk(tx).raise(
            AlertKey(type: row.disposition.alert, sku: row.sku, channelId: row.channelId),
            "\(row.quantity) × \(row.sku)\(order) came back as \(row.disposition.rawValue)"
        )
    }
}
