package import Inventory

/// A reversible import. Rows are staged first and applied in steps, so that a broken upload changes nothing and a long
/// one holds nobody up.
package struct ImportBatch: Sendable, Equatable {
    package enum State: String, Sendable {
        case staging, applying, applied, undoing, undone
    }

    package let batchId: String
    package var state: State
    package let actor: String
    package var accepted: Int
    package let createdAt: Timestamp

    package init(batchId: String, state: State, actor: String, accepted: Int, createdAt: Timestamp) {
        self.batchId = batchId
        self.state = state
        self.actor = actor
        self.accepted = accepted
        self.createdAt = createdAt
    }
}

/// One SKU of a batch: what the file says and, once applied, what it replaced.
package struct ImportRow: Sendable, Equatable {
    package let sku: SKU
    package let line: Int
    package let physical: Int64
    /// Nil: the file has no such column or an empty cell; the setting stays.
    package let buffer: Int64?
    package let lowStockThreshold: Int64?
    package var replaced: Replaced?

    package struct Replaced: Sendable, Equatable {
        package let physical: Int64
        package let tracked: Bool
        package let buffer: BufferRule?
        package let lowStockThreshold: Int64?

        package init(physical: Int64, tracked: Bool, buffer: BufferRule?, lowStockThreshold: Int64?) {
            self.physical = physical
            self.tracked = tracked
            self.buffer = buffer
            self.lowStockThreshold = lowStockThreshold
        }
    }

    package init(
        sku: SKU,
        line: Int,
        physical: Int64,
        buffer: Int64?,
        lowStockThreshold: Int64?,
        replaced: Replaced? = nil
    ) {
        self.sku = sku
        self.line = line
        self.physical = physical
        self.buffer = buffer
        self.lowStockThreshold = lowStockThreshold
        self.replaced = replaced
    }
}
