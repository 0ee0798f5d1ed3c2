package import Inventory

/// How far the reconciliation of a channel has come: kept with the channel, so that a crash costs no more than a page.
package struct Reconciliation: Hashable, Sendable {
    /// A pass that has not ended.
    package struct Pass: Hashable, Sendable {
        /// By our clock.
        package let startedAt: Timestamp
        /// The page of levels that comes next; nil is the first one.
        package var cursor: String?
        /// Whether its orders are merged.
        package var hasMergedOrders: Bool

        package init(startedAt: Timestamp, cursor: String? = nil, hasMergedOrders: Bool = false) {
            self.startedAt = startedAt
            self.cursor = cursor
            self.hasMergedOrders = hasMergedOrders
        }
    }

    /// The newest change of an order that was merged, by the channel's clock: every order changed before it is merged.
    package var ordersMergedUntil: Timestamp?
    package var pass: Pass?

    package init(ordersMergedUntil: Timestamp? = nil, pass: Pass? = nil) {
        self.ordersMergedUntil = ordersMergedUntil
        self.pass = pass
    }
}

// The form in which a store keeps it. Version 1.
extension Reconciliation {
    private static let version: UInt8 = 1

    package func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.version)
        writer.write(ordersMergedUntil)
        writer.write(pass?.startedAt)
        if let pass {
            writer.write(pass.cursor)
            writer.write(pass.hasMergedOrders ? 1 : 0 as UInt8)
        }
        return writer.bytes
    }

    package init(encoded bytes: [UInt8]) throws(DamagedValue) {
        var reader = ByteReader(bytes)
        guard try reader.readByte() == Self.version else { throw DamagedValue() }
        ordersMergedUntil = try reader.readTimestamp()
        pass = nil
        if let startedAt = try reader.readTimestamp() {
            let cursor = try reader.readText()
            pass = Pass(startedAt: startedAt, cursor: cursor, hasMergedOrders: try reader.readByte() == 1)
        }
        guard reader.isAtEnd else { throw DamagedValue() }
    }
}
