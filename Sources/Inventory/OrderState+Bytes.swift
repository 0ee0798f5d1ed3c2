// The form in which a store keeps an order: one value beside its key, read and written whole. Version 1.

extension OrderState {
    private static let version: UInt8 = 1

    package func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.version)
        writer.write(orderId)
        writer.write(createdAt)
        writer.write(updatedAt)
        writer.write(firstUpdatedAt)
        writer.write(reread?.rawValue ?? 0)
        writer.write(lookAt)
        writer.write(Int64(lines.count))
        for line in lines {
            writer.write(line.lineId)
            writer.write(line.sku?.value)
            writer.write(line.quantity)
        }
        writer.write(Int64(refunds.count))
        for refund in refunds {
            writer.write(refund.refundId)
            writer.write(refund.createdAt)
            writer.write(Int64(refund.lines.count))
            for line in refund.lines {
                writer.write(line.lineId)
                writer.write(line.sku?.value)
                writer.write(line.quantity)
                writer.write(line.restock.code)
            }
        }
        writer.write(Int64(additions.count))
        for addition in additions {
            writer.write(addition.lineId)
            writer.write(addition.quantity)
            writer.write(addition.moment)
        }
        writer.write(Int64(contained.count))
        for (sku, units) in contained.sorted(by: { $0.key < $1.key }) {
            writer.write(sku.value)
            writer.write(units)
        }
        return writer.bytes
    }

    /// The note of a refund is not kept here: it may name a person, and lives in the return alone.
    package init(encoded bytes: [UInt8]) throws(DamagedValue) {
        var reader = ByteReader(bytes)
        guard try reader.readByte() == Self.version else { throw DamagedValue() }
        orderId = try reader.readInt64()
        createdAt = try reader.readTimestamp()
        updatedAt = try reader.readTimestamp()
        firstUpdatedAt = try reader.readTimestamp()
        let reason = try reader.readByte()
        reread = Reread(rawValue: reason)
        guard reason == 0 || reread != nil else { throw DamagedValue() }
        lookAt = try reader.readTimestamp()
        lines = []
        for _ in 0..<(try reader.readCount()) {
            let lineId = try reader.readInt64()
            let sku = try reader.readText().map(SKU.init(stored:))
            lines.append(OrderLine(lineId: lineId, sku: sku, quantity: try reader.readInt64()))
        }
        refunds = []
        for _ in 0..<(try reader.readCount()) {
            let refundId = try reader.readInt64()
            guard let createdAt = try reader.readTimestamp() else { throw DamagedValue() }
            var lines: [RefundLine] = []
            for _ in 0..<(try reader.readCount()) {
                let lineId = try reader.readInt64()
                let sku = try reader.readText().map(SKU.init(stored:))
                let quantity = try reader.readInt64()
                guard let restock = RestockType(code: try reader.readByte()) else { throw DamagedValue() }
                lines.append(RefundLine(lineId: lineId, sku: sku, quantity: quantity, restock: restock))
            }
            refunds.append(Refund(refundId: refundId, createdAt: createdAt, note: nil, lines: lines))
        }
        additions = []
        for _ in 0..<(try reader.readCount()) {
            let (lineId, quantity) = (try reader.readInt64(), try reader.readInt64())
            guard let moment = try reader.readTimestamp() else { throw DamagedValue() }
            additions.append(DatedAddition(lineId: lineId, quantity: quantity, moment: moment))
        }
        contained = [:]
        for _ in 0..<(try reader.readCount()) {
            guard let sku = try reader.readText() else { throw DamagedValue() }
            contained[SKU(stored: sku)] = try reader.readInt64()
        }
        guard reader.isAtEnd else { throw DamagedValue() }
    }
}

extension RestockType {
    fileprivate var code: UInt8 {
        switch self {
        case .noRestock: 0
        case .cancel: 1
        case .return: 2
        case .legacyRestock: 3
        }
    }

    fileprivate init?(code: UInt8) {
        guard let match = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = match
    }
}
