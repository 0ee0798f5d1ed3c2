import Inventory
import JSONPull

/// The body that all `orders/*` topics share but `edited` and `delete`.
enum OrderBody {
    static func read(_ reader: inout JSONReader) throws -> OrderSnapshot {
        let start = reader.offset
        var id: Int64?
        var createdAt: Timestamp?
        var updatedAt: Timestamp?
        var lines: [OrderLine]?
        var refunds: [Refund] = []
        try reader.readObject { key, reader in
            if key == "id" {
                id = try reader.readID()
            } else if key == "created_at" {
                createdAt = try reader.readTime()
            } else if key == "updated_at" {
                updatedAt = try reader.readTime()
            } else if key == "line_items" {
                var read: [OrderLine] = []
                try reader.readArray { reader in read.append(try readLine(&reader)) }
                lines = read
            } else if key == "refunds" {
                refunds = []
                try reader.readArray { reader in refunds.append(try RefundBody.read(&reader).refund) }
            }
        }
        return OrderSnapshot(
            orderId: try reader.need(id, "id", ofObjectAt: start),
            createdAt: try reader.need(createdAt, "created_at", ofObjectAt: start),
            updatedAt: try reader.need(updatedAt, "updated_at", ofObjectAt: start),
            lines: try reader.need(lines, "line_items", ofObjectAt: start),
            refunds: refunds
        )
    }

    /// `quantity` is what was ordered; what was refunded or removed since is told by the refunds. `current_quantity`
    /// would take it off twice.
    private static func readLine(_ reader: inout JSONReader) throws -> OrderLine {
        let start = reader.offset
        var id: Int64?
        var sku: SKU??
        var quantity: Int64?
        try reader.readObject { key, reader in
            if key == "id" {
                id = try reader.readID()
            } else if key == "sku" {
                sku = .some(try reader.readSKUOrNull())
            } else if key == "quantity" {
                quantity = try reader.readQuantity()
            }
        }
        return OrderLine(
            lineId: try reader.need(id, "id", ofObjectAt: start),
            sku: try reader.need(sku, "sku", ofObjectAt: start),
            quantity: try reader.need(quantity, "quantity", ofObjectAt: start)
        )
    }

    /// What was added to which lines of which order; what was taken off is in the order itself.
    static func readEdit(_ reader: inout JSONReader) throws -> OrderEdit {
        let start = reader.offset
        var edit: OrderEdit?
        try reader.readObject { key, reader in
            if key == "order_edit" { edit = try readEditMembers(&reader) }
        }
        return try reader.need(edit, "order_edit", ofObjectAt: start)
    }

    private static func readEditMembers(_ reader: inout JSONReader) throws -> OrderEdit {
        let start = reader.offset
        var orderId: Int64?
        var committedAt: Timestamp?
        var additions: [OrderEdit.Addition] = []
        try reader.readObject { key, reader in
            if key == "order_id" {
                orderId = try reader.readID()
            } else if key == "committed_at" {
                committedAt = try reader.readTimeOrNull()
            } else if key == "line_items" {
                try reader.readObject { key, reader in
                    if key == "additions" { additions = try reader.readArrayOfAdditions() }
                }
            }
        }
        return OrderEdit(
            orderId: try reader.need(orderId, "order_id", ofObjectAt: start),
            committedAt: committedAt,
            additions: additions
        )
    }
}

extension JSONReader {
    fileprivate mutating func readArrayOfAdditions() throws -> [OrderEdit.Addition] {
        var additions: [OrderEdit.Addition] = []
        try readArray { reader in
            var (id, delta): (Int64?, Int64?)
            try reader.readObject { key, reader in
                if key == "id" {
                    id = try reader.readID()
                } else if key == "delta" {
                    delta = try reader.readQuantity()
                }
            }
            if let id, let delta { additions.append(OrderEdit.Addition(lineId: id, quantity: delta)) }
        }
        return additions
    }
}
