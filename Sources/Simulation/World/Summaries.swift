import Inventory
import Sync

extension Level {
    var quantities: StockDelta { StockDelta(physical: physical, reserved: reserved, suspense: suspense) }
}

extension StockDelta {
    var summary: String { "\(physical)/\(reserved)/\(suspense)" }
}

extension ChannelItem {
    /// What the count formula keeps back for it.
    var suspended: Int64 { suspense }

    var summary: String {
        var text = "\(sku) expects \(expected.map(String.init) ?? "-") at \(knownAt.map { String($0.seconds) } ?? "-")"
        if missing != 0 { text += " missing \(missing)" }
        if surplus != 0 { text += " surplus \(surplus)" }
        if let write = pendingWrite { text += " writing \(write.from)->\(write.to)" }
        if let baseline { text += " baseline \(baseline.seconds)" }
        if needsReread { text += " to be re-read" }
        if tied != 0 { text += " tied \(tied)" }
        return contested ? text + " contested" : text
    }
}

extension RefundLine {
    var summary: String { "\(quantity) \(sku.map(\.value) ?? "-") \(restock.rawValue)" }
}

extension DeliveryFacts {
    var summary: String {
        switch self {
        case .order(let order):
            "\(order.orderId) at \(order.updatedAt.seconds) \(order.lines.map { "\($0.quantity) \($0.sku?.value ?? "-")" })"
        case .refund(let orderId, let refund):
            "\(orderId) \(refund.lines.map(\.summary)) at \(refund.createdAt.seconds)"
        case .level(let level): "\(level.available.map(String.init) ?? "-") at \(level.updatedAt.seconds)"
        case .seedSale(let sale): "\(sale.items.map { "\($0.quantity) \($0.sku)" })"
        default: ""
        }
    }
}
