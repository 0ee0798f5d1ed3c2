import Inventory
import JSONPull
import Sync

/// The bodies of `inventory_levels/*`, `inventory_items/*` and `products/*`.
enum InventoryBody {
    static func readLevel(_ reader: inout JSONReader, isConnect: Bool) throws -> LevelFacts {
        let start = reader.offset
        var itemId: Int64?
        var locationId: Int64?
        var available: Int64??
        var updatedAt: Timestamp?
        try reader.readObject { key, reader in
            if key == "inventory_item_id" {
                itemId = try reader.readID()
            } else if key == "location_id" {
                locationId = try reader.readID()
            } else if key == "available" {
                // Oversold stock shows as a negative number.
                available = .some(try reader.readNull() ? nil : reader.readQuantity(atLeast: -Quantity.limit))
            } else if key == "updated_at" {
                updatedAt = try reader.readTime()
            }
        }
        return LevelFacts(
            inventoryItemId: try reader.need(itemId, "inventory_item_id", ofObjectAt: start),
            locationId: try reader.need(locationId, "location_id", ofObjectAt: start),
            available: try reader.need(available, "available", ofObjectAt: start),
            updatedAt: try reader.need(updatedAt, "updated_at", ofObjectAt: start),
            isConnect: isConnect
        )
    }

    static func readDisconnect(_ reader: inout JSONReader) throws -> DeliveryFacts {
        let start = reader.offset
        var itemId: Int64?
        var locationId: Int64?
        try reader.readObject { key, reader in
            if key == "inventory_item_id" {
                itemId = try reader.readID()
            } else if key == "location_id" {
                locationId = try reader.readID()
            }
        }
        return .levelDisconnected(
            inventoryItemId: try reader.need(itemId, "inventory_item_id", ofObjectAt: start),
            locationId: try reader.need(locationId, "location_id", ofObjectAt: start)
        )
    }

    static func readItem(_ reader: inout JSONReader) throws -> ItemFacts {
        let start = reader.offset
        var id: Int64?
        var sku: SKU??
        var isTracked: Bool?
        var updatedAt: Timestamp?
        try reader.readObject { key, reader in
            if key == "id" {
                id = try reader.readID()
            } else if key == "sku" {
                sku = .some(try reader.readSKUOrNull())
            } else if key == "tracked" {
                isTracked = try reader.readBoolOrNull()
            } else if key == "updated_at" {
                updatedAt = try reader.readTimeOrNull()
            }
        }
        return ItemFacts(
            inventoryItemId: try reader.need(id, "id", ofObjectAt: start),
            sku: try reader.need(sku, "sku", ofObjectAt: start),
            isTracked: isTracked,
            updatedAt: updatedAt
        )
    }

    /// Only the first hundred variants are there in full; `variant_gids` names all of them.
    static func readProduct(_ reader: inout JSONReader) throws -> ProductFacts {
        let start = reader.offset
        var id: Int64?
        var variants: [ItemFacts?]?
        var named = 0
        try reader.readObject { key, reader in
            if key == "id" {
                id = try reader.readID()
            } else if key == "variants" {
                var read: [ItemFacts?] = []
                try reader.readArray { reader in read.append(try readVariant(&reader)) }
                variants = read
            } else if key == "variant_gids" {
                named = 0
                try reader.readArray { _ in named += 1 }
            }
        }
        let read = try reader.need(variants, "variants", ofObjectAt: start)
        return ProductFacts(
            productId: try reader.need(id, "id", ofObjectAt: start),
            items: read.compactMap { $0 },
            isComplete: named <= read.count
        )
    }

    /// Nil for a variant without an inventory item.
    private static func readVariant(_ reader: inout JSONReader) throws -> ItemFacts? {
        let start = reader.offset
        var itemId: Int64??
        var sku: SKU??
        var updatedAt: Timestamp?
        try reader.readObject { key, reader in
            if key == "inventory_item_id" {
                itemId = .some(try reader.readIDOrNull())
            } else if key == "sku" {
                sku = .some(try reader.readSKUOrNull())
            } else if key == "updated_at" {
                updatedAt = try reader.readTimeOrNull()
            }
        }
        let known = try reader.need(sku, "sku", ofObjectAt: start)
        guard let id = try reader.need(itemId, "inventory_item_id", ofObjectAt: start) else { return nil }
        return ItemFacts(inventoryItemId: id, sku: known, isTracked: nil, updatedAt: updatedAt)
    }
}
