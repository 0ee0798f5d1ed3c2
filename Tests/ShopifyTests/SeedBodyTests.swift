import Inventory
import Sync
import Testing

@testable import Shopify

struct SeedBodyTests {
    private func parse(_ body: String) throws(UnreadableDelivery) -> SeedSale {
        let facts = try DeliveryParser.parse(topic: nil, Array(body.utf8))
        guard case .seedSale(let sale) = facts else { preconditionFailure("a body without topic is a seed sale") }
        return sale
    }

    private func problems(_ body: String) -> [String] {
        do {
            _ = try parse(body)
            return []
        } catch {
            guard case .invalidSeed(let problems) = error else { return ["\(error)"] }
            return problems.map(\.field)
        }
    }

    @Test func readsASale() throws {
        let sale = try parse(#"{"txId":"t-1","items":[{"sku":"A","quantity":2},{"quantity":0,"sku":"B"}],"more":1}"#)
        #expect(sale.txId == "t-1")
        #expect(sale.items.map(\.sku.value) == ["A", "B"])
        #expect(sale.items.map(\.quantity) == [2, 0])
        #expect(try parse(#"{"items":[{"sku":"A","quantity":1000000000}],"txId":null}"#).txId == nil)
    }

    @Test func readsTheSample() throws {
        guard case .seedSale(let sale) = try DeliveryParser.parse(topic: nil, try Samples.body("seed")) else {
            throw Unexpected("no seed sale")
        }
        #expect(sale.items.map(\.sku.value) == ["TSHIRT-BLK-M", "MUG-WHITE"])
    }

    @Test(
        arguments: [
            (#"[]"#, ["body"]),
            (#"{}"#, ["items"]),
            (#"{"items":null}"#, ["items"]),
            (#"{"items":{}}"#, ["items"]),
            (#"{"items":[]}"#, ["items"]),
            (#"{"items":[1]}"#, ["items[0]"]),
            (#"{"items":[{"sku":"A"}]}"#, ["items[0].quantity"]),
            (#"{"items":[{"quantity":1}]}"#, ["items[0].sku"]),
            (#"{"items":[{"sku":"","quantity":1}]}"#, ["items[0].sku"]),
            (#"{"items":[{"sku":"A\u0000","quantity":1}]}"#, ["items[0].sku"]),
            (#"{"items":[{"sku":null,"quantity":1}]}"#, ["items[0].sku"]),
            (#"{"items":[{"sku":"A","quantity":-1}]}"#, ["items[0].quantity"]),
            (#"{"items":[{"sku":"A","quantity":1000000001}]}"#, ["items[0].quantity"]),
            (#"{"items":[{"sku":"A","quantity":99999999999999999999}]}"#, ["items[0].quantity"]),
            (#"{"items":[{"sku":"A","quantity":1.5}]}"#, ["items[0].quantity"]),
            (#"{"items":[{"sku":"A","quantity":"1"}]}"#, ["items[0].quantity"]),
            (#"{"txId":1,"items":[{"sku":"A","quantity":1}]}"#, ["txId"]),
            (#"{"txId":"","items":[{"sku":"A","quantity":1}]}"#, ["txId"]),
            (#"{"txId":"a b","items":[{"sku":"A","quantity":1}]}"#, ["txId"]),
            (
                #"{"txId":7,"items":[{"sku":1,"quantity":-1},{"sku":"A","quantity":1},{"sku":"B"}]}"#,
                ["txId", "items[0].sku", "items[0].quantity", "items[2].quantity"]
            ),
        ]
    )
    func namesEveryWrongField(body: String, fields: [String]) {
        #expect(problems(body) == fields)
    }

    @Test func boundsTheNumberOfItemsAndOfComplaints() throws {
        func sale(_ count: Int, _ item: String) -> String {
            #"{"items":[\#(Array(repeating: item, count: count).joined(separator: ","))]}"#
        }
        #expect(try parse(sale(1000, #"{"sku":"A","quantity":1}"#)).items.count == 1000)
        #expect(problems(sale(1001, #"{"sku":"A","quantity":1}"#)) == ["items"])
        #expect(problems(sale(1000, "{}")).count == 20)
    }

    @Test(arguments: ["", "{", #"{"items":[{"sku":"A","quantity":1}]"#, #"{"items":[{"sku":"A","quantity":NaN}]}"#])
    func tellsBrokenJSONApart(body: String) {
        let error = #expect(throws: UnreadableDelivery.self) { try parse(body) }
        guard case .notJSON = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
