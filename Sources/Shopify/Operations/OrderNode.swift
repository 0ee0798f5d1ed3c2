import Inventory

/// An order as the operations ask for it.
struct OrderNode: Decodable, Sendable {
    let id: GlobalID<Resource.Order>
    let createdAt: ShopifyTime
    let updatedAt: ShopifyTime
    /// Whether units were added or taken off since it was made; nil where it is not told.
    let edited: Bool?
    var lineItems: LineConnection
    var refunds: [RefundNode]

    /// Whether every line of it and of its refunds is here.
    var isWhole: Bool {
        lineItems.pageInfo.next == nil && refunds.allSatisfy { $0.refundLineItems.pageInfo.next == nil }
    }

    var snapshot: OrderSnapshot {
        OrderSnapshot(
            orderId: id.number,
            createdAt: createdAt.timestamp,
            updatedAt: updatedAt.timestamp,
            lines: lineItems.nodes.map { OrderLine(lineId: $0.id.number, sku: $0.usableSKU, quantity: $0.quantity) },
            refunds: refunds.map(\.refund),
            isEdited: edited
        )
    }
}

struct LineConnection: Decodable, Sendable {
    var nodes: [LineNode]
    var pageInfo: PageInfo
}

struct LineNode: Decodable, Sendable {
    let id: GlobalID<Resource.LineItem>
    let sku: String?
    /// As ordered: refunded and removed units included.
    let quantity: Int64

    var usableSKU: SKU? { sku.flatMap(SKU.init(usable:)) }
}

struct RefundNode: Decodable, Sendable {
    let id: GlobalID<Resource.Refund>
    let createdAt: ShopifyTime?
    /// Stands in where the schema lets `createdAt` be null.
    let processedAt: ShopifyTime
    let note: String?
    var refundLineItems: RefundLineConnection

    var refund: Refund {
        Refund(
            refundId: id.number,
            createdAt: (createdAt ?? processedAt).timestamp,
            note: note.flatMap { $0.isEmpty ? nil : $0 },
            lines: refundLineItems.nodes.map(\.line)
        )
    }
}

struct RefundLineConnection: Decodable, Sendable {
    var nodes: [RefundLineNode]
    var pageInfo: PageInfo
}

struct RefundLineNode: Decodable, Sendable {
    let quantity: Int64
    let restockType: Restock
    let lineItem: Line

    struct Line: Decodable, Sendable {
        let id: GlobalID<Resource.LineItem>
        let sku: String?
    }

    /// The schema's spelling of the rules' `RestockType`.
    enum Restock: String, Decodable, Sendable {
        case noRestock = "NO_RESTOCK"
        case cancel = "CANCEL"
        case `return` = "RETURN"
        case legacyRestock = "LEGACY_RESTOCK"

        var type: RestockType {
            switch self {
            case .noRestock: .noRestock
            case .cancel: .cancel
            case .return: .return
            case .legacyRestock: .legacyRestock
            }
        }
    }

    var line: RefundLine {
        RefundLine(
            lineId: lineItem.id.number,
            sku: lineItem.sku.flatMap(SKU.init(usable:)),
            quantity: quantity,
            restock: restockType.type
        )
    }
}

extension SKU {
    /// Nil for no SKU, and for one that no row of ours can bear: nothing of ours can be meant by it.
    init?(usable text: String) {
        do throws(InvalidValue) {
            try self.init(text)
        } catch {
            return nil
        }
    }
}
