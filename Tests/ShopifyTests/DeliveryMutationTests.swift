import Inventory
import Sync
import Testing

@testable import Shopify

/// Every value that is needed, dropped or spoilt: the complaint names it, and nothing else than quarantine comes of it.
struct DeliveryMutationTests {
    private static let id: [JSONTree] = [
        .null, .string("1"), .integer(0), .integer(-5), .fraction(1.5), .bool(true), .object([:]), .array([]),
    ]
    private static let quantity: [JSONTree] = [
        .null, .string("1"), .integer(-1), .integer(1_000_000_001), .fraction(0.5), .bool(false),
    ]
    private static let time: [JSONTree] = [
        .null, .integer(1), .string(""), .string("yesterday"), .string("2026-01-05T10:00:00"),
        .string("2026-13-05T10:00:00Z"), .string("2026-01-05"),
    ]
    private static let list: [JSONTree] = [.null, .string("none"), .object([:]), .integer(1)]
    private static let object: [JSONTree] = [.null, .string(""), .array([]), .integer(1)]
    private static let nullableSKU: [JSONTree] = [
        .integer(1), .bool(true), .array([]), .string("tab\there"), .string(String(repeating: "x", count: 256)),
    ]

    struct Need: Sendable, CustomTestStringConvertible {
        let topic: String
        let path: String
        let spoilt: [JSONTree]
        var mayBeAbsent = false

        var testDescription: String { "\(topic) \(path)" }
    }

    static let needs: [Need] = [
        Need(topic: "orders/create", path: "id", spoilt: id),
        Need(topic: "orders/create", path: "created_at", spoilt: time),
        Need(topic: "orders/create", path: "updated_at", spoilt: time),
        Need(topic: "orders/create", path: "line_items", spoilt: list),
        Need(topic: "orders/create", path: "line_items[2].id", spoilt: id),
        Need(topic: "orders/create", path: "line_items[2].sku", spoilt: nullableSKU),
        Need(topic: "orders/create", path: "line_items[0].quantity", spoilt: quantity),
        Need(topic: "orders/cancelled", path: "refunds", spoilt: list, mayBeAbsent: true),
        Need(topic: "orders/cancelled", path: "refunds[0].id", spoilt: id),
        Need(topic: "orders/cancelled", path: "refunds[0].created_at", spoilt: time),
        Need(topic: "orders/cancelled", path: "refunds[0].refund_line_items[1].line_item_id", spoilt: id),
        Need(topic: "refunds/create", path: "id", spoilt: id),
        Need(topic: "refunds/create", path: "order_id", spoilt: id),
        Need(topic: "refunds/create", path: "created_at", spoilt: time),
        Need(topic: "refunds/create", path: "note", spoilt: [.integer(1)], mayBeAbsent: true),
        Need(topic: "refunds/create", path: "refund_line_items", spoilt: list),
        Need(topic: "refunds/create", path: "refund_line_items[0].line_item_id", spoilt: id),
        Need(topic: "refunds/create", path: "refund_line_items[0].quantity", spoilt: quantity),
        Need(
            topic: "refunds/create",
            path: "refund_line_items[0].restock_type",
            spoilt: [.null, .integer(1), .string("RETURN"), .string("")]
        ),
        Need(
            topic: "refunds/create",
            path: "refund_line_items[0].line_item.sku",
            spoilt: nullableSKU,
            mayBeAbsent: true
        ),
        Need(topic: "orders/edited", path: "order_edit", spoilt: object),
        Need(topic: "orders/edited", path: "order_edit.order_id", spoilt: id),
        Need(topic: "orders/delete", path: "id", spoilt: id),
        Need(topic: "inventory_levels/update", path: "inventory_item_id", spoilt: id),
        Need(topic: "inventory_levels/update", path: "location_id", spoilt: id),
        Need(
            topic: "inventory_levels/update",
            path: "available",
            spoilt: [.string("1"), .integer(-1_000_000_001), .integer(1_000_000_001), .fraction(1.5)]
        ),
        Need(topic: "inventory_levels/update", path: "updated_at", spoilt: time),
        Need(topic: "inventory_levels/disconnect", path: "inventory_item_id", spoilt: id),
        Need(topic: "inventory_levels/disconnect", path: "location_id", spoilt: id),
        Need(topic: "inventory_items/update", path: "id", spoilt: id),
        Need(topic: "inventory_items/update", path: "sku", spoilt: nullableSKU),
        Need(topic: "inventory_items/update", path: "tracked", spoilt: [.string("yes")], mayBeAbsent: true),
        Need(topic: "inventory_items/delete", path: "id", spoilt: id),
        Need(topic: "products/update", path: "id", spoilt: id),
        Need(topic: "products/update", path: "variants", spoilt: list),
        Need(topic: "products/update", path: "variants[1].sku", spoilt: nullableSKU),
        Need(topic: "products/update", path: "variants[1].inventory_item_id", spoilt: [.string("1"), .integer(0)]),
        Need(topic: "products/delete", path: "id", spoilt: id),
        Need(topic: "customers/data_request", path: "customer", spoilt: object),
        Need(topic: "customers/data_request", path: "customer.id", spoilt: id),
        Need(
            topic: "customers/data_request",
            path: "orders_requested[0]",
            spoilt: [.string("1"), .integer(0)],
            mayBeAbsent: true
        ),
        Need(topic: "customers/redact", path: "customer.id", spoilt: id),
        Need(topic: "customers/redact", path: "orders_to_redact", spoilt: [.string("1")], mayBeAbsent: true),
    ]

    @Test(arguments: needs)
    func namesWhatIsSpoilt(need: Need) throws {
        let body = try JSONTree(try Samples.body(need.topic))
        #expect(throws: Never.self) { try DeliveryParser.parse(topic: need.topic, try body.bytes) }
        let path = JSONStep.path(need.path)
        for value in need.spoilt {
            #expect(try complaint(need.topic, body.replacing(path, by: value)) == need.path, "\(value)")
        }
        if !need.mayBeAbsent {
            #expect(try complaint(need.topic, body.replacing(path, by: nil)) == need.path, "absent")
        }
    }

    @Test func aBodyThatIsNoObjectIsKept() throws {
        for topic in Topic.allCases where topic.effect != .none && topic.effect != .uninstalled {
            guard topic != .shopRedact else { continue }
            #expect(try complaint(topic.rawValue, .array([])) == "", "\(topic)")
        }
    }

    @Test func theUnreadableSampleIsUnreadable() throws {
        let body = try JSONTree(try Samples.body("orders/create.unreadable"))
        #expect(try complaint("orders/create", body) == "line_items")
    }

    /// The path of the value that `body` is quarantined for.
    private func complaint(_ topic: String, _ body: JSONTree) throws -> String? {
        let bytes = try body.bytes
        do throws(UnreadableDelivery) {
            _ = try DeliveryParser.parse(topic: topic, bytes)
            return nil
        } catch {
            guard case .unexpected(let path, let message) = error else { throw error }
            #expect(!message.isEmpty)
            return path
        }
    }
}
