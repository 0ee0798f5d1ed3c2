package import Inventory

/// A compare-and-set of several items whose fate is not known: what leaves again after a crash or a lost reply, item for
/// item, under the same key. A channel has at most one.
package struct IntendedBatch: Hashable, Sendable {
    package struct Item: Hashable, Sendable {
        package let sku: SKU
        package let inventoryItemId: Int64
        package let from: Int64
        package let to: Int64
        package let version: Int64

        package init(sku: SKU, inventoryItemId: Int64, from: Int64, to: Int64, version: Int64) {
            self.sku = sku
            self.inventoryItemId = inventoryItemId
            self.from = from
            self.to = to
            self.version = version
        }
    }

    package let txId: String
    package let items: [Item]

    package init(txId: String, items: [Item]) {
        self.txId = txId
        self.items = items
    }

    var push: PushBatch {
        PushBatch(
            txId: txId,
            items: items.map {
                PushBatch.Item(
                    sku: $0.sku,
                    count: $0.to,
                    version: $0.version,
                    inventoryItemId: $0.inventoryItemId,
                    expected: $0.from
                )
            }
        )
    }
}

// The form in which a store keeps it. Version 1.
extension IntendedBatch {
    private static let version: UInt8 = 1

    package func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.version)
        writer.write(txId)
        writer.write(Int64(items.count))
        for item in items {
            writer.write(item.sku.value)
            writer.write(item.inventoryItemId)
            writer.write(item.from)
            writer.write(item.to)
            writer.write(item.version)
        }
        return writer.bytes
    }

    package init(encoded bytes: [UInt8]) throws(DamagedValue) {
        var reader = ByteReader(bytes)
        guard try reader.readByte() == Self.version, let txId = try reader.readText() else { throw DamagedValue() }
        self.txId = txId
        var items: [Item] = []
        for _ in 0..<(try reader.readCount()) {
            guard let sku = try reader.readText() else { throw DamagedValue() }
            items.append(
                Item(
                    sku: SKU(stored: sku),
                    inventoryItemId: try reader.readInt64(),
                    from: try reader.readInt64(),
                    to: try reader.readInt64(),
                    version: try reader.readInt64()
                )
            )
        }
        self.items = items
        guard reader.isAtEnd else { throw DamagedValue() }
    }
}
