import Inventory
import JSONPull
import Sync

/// A refund: by itself in `refunds/create`, and in an order's `refunds`.
enum RefundBody {
    static func readDelivery(_ reader: inout JSONReader) throws -> DeliveryFacts {
        let start = reader.offset
        let read = try read(&reader)
        return .refund(orderId: try reader.need(read.orderId, "order_id", ofObjectAt: start), read.refund)
    }

    static func read(_ reader: inout JSONReader) throws -> (orderId: Int64?, refund: Refund) {
        let start = reader.offset
        var id: Int64?
        var orderId: Int64?
        var createdAt: Timestamp?
        var note: String?
        var lines: [RefundLine]?
        try reader.readObject { key, reader in
            if key == "id" {
                id = try reader.readID()
            } else if key == "order_id" {
                orderId = try reader.readID()
            } else if key == "created_at" {
                createdAt = try reader.readTime()
            } else if key == "note" {
                note = try reader.readStringOrNull()
            } else if key == "refund_line_items" {
                var read: [RefundLine] = []
                try reader.readArray { reader in read.append(try readLine(&reader)) }
                lines = read
            }
        }
        let refund = Refund(
            refundId: try reader.need(id, "id", ofObjectAt: start),
            createdAt: try reader.need(createdAt, "created_at", ofObjectAt: start),
            note: note.flatMap { $0.isEmpty ? nil : $0 },
            lines: try reader.need(lines, "refund_line_items", ofObjectAt: start)
        )
        return (orderId, refund)
    }

    private static func readLine(_ reader: inout JSONReader) throws -> RefundLine {
        let start = reader.offset
        var lineId: Int64?
        var sku: SKU?
        var quantity: Int64?
        var restock: RestockType?
        try reader.readObject { key, reader in
            if key == "line_item_id" {
                lineId = try reader.readID()
            } else if key == "quantity" {
                quantity = try reader.readQuantity()
            } else if key == "restock_type" {
                restock = try readRestock(&reader)
            } else if key == "line_item" {
                // The order's own line has the SKU too; this one serves while the order is not here yet.
                if try !reader.readNull() { sku = try readSKU(&reader) }
            }
        }
        return RefundLine(
            lineId: try reader.need(lineId, "line_item_id", ofObjectAt: start),
            sku: sku,
            quantity: try reader.need(quantity, "quantity", ofObjectAt: start),
            restock: try reader.need(restock, "restock_type", ofObjectAt: start)
        )
    }

    private static func readSKU(_ reader: inout JSONReader) throws -> SKU? {
        var sku: SKU?
        try reader.readObject { key, reader in
            if key == "sku" { sku = try reader.readSKUOrNull() }
        }
        return sku
    }

    private static func readRestock(_ reader: inout JSONReader) throws -> RestockType {
        let start = reader.offset
        guard let type = RestockType(rawValue: try reader.readString()) else {
            let known = RestockType.allCases.map(\.rawValue).joined(separator: ", ")
            throw reader.unacceptable("must be one of \(known)", valueAt: start)
        }
        return type
    }
}
