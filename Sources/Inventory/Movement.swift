/// One row of the append-only ledger: what changed, by how much, to what, why, by whom, under which transaction.
package struct Movement: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Somebody counted.
        case count
        case restock, adjustment, shrinkage, correction
        /// An order took units, or a later state of it gave them back.
        case order
        case refund
        case `return`
        case sale
        case `import`
        case importUndo = "import_undo"
        /// A channel's reading became ours.
        case adopted
        /// Units came under or left suspicion of being sold.
        case suspense
        case reservation, release
    }

    package let movementId: String
    package let sku: SKU
    package let kind: Kind
    package let delta: StockDelta
    /// The level's quantities after this movement.
    package let after: StockDelta
    package let txId: String
    /// What it is about: an order, a refund, a return, a batch, a document of the merchant.
    package let reference: String?
    /// Who or what caused it: an API key's name, a channel, the system.
    package let actor: String
    package let note: String?
    package let timestamp: Timestamp

    package init(
        movementId: String,
        sku: SKU,
        kind: Kind,
        delta: StockDelta,
        after: StockDelta,
        txId: String,
        reference: String?,
        actor: String,
        note: String?,
        timestamp: Timestamp
    ) {
        self.movementId = movementId
        self.sku = sku
        self.kind = kind
        self.delta = delta
        self.after = after
        self.txId = txId
        self.reference = reference
        self.actor = actor
        self.note = note
        self.timestamp = timestamp
    }
}

/// The reasons a person may give for `POST …/adjustments`.
package enum AdjustmentReason: String, Sendable, CaseIterable {
    case restock, adjustment, shrinkage, correction

    package var kind: Movement.Kind {
        switch self {
        case .restock: .restock
        case .adjustment: .adjustment
        case .shrinkage: .shrinkage
        case .correction: .correction
        }
    }
}
