import Testing

@testable import Sandbox

/// What the Admin API remembers between requests, at a clock of one's own.
struct AdminMemoryTests {
    private static let opened: Int64 = 1_795_253_400_000
    private static let hour: Int64 = 3600 * 1000

    private func open() -> ShopState {
        ShopState(
            domain: "a.myshopify.com",
            locationId: DemoCatalogue.locationId,
            items: DemoCatalogue.items,
            bucket: ThrottleBucket(maximum: 2000, restorePerSecond: 100),
            now: ShopTime(milliseconds: Self.opened)
        )
    }

    private func ask(
        _ shop: inout ShopState,
        _ query: String,
        _ variables: JSONValue = [:],
        after milliseconds: Int64 = 0
    ) throws -> JSONValue {
        let body: JSONValue = ["query": .string(query), "variables": variables]
        let answer = AdminAPI.answer(
            body.bytes,
            &shop,
            version: try #require(AdminVersion("2026-07")),
            pageLimit: 250,
            at: ShopTime(milliseconds: Self.opened + milliseconds)
        )
        return try #require(answer).envelope
    }

    private func adjust(_ shop: inout ShopState, key: String, after milliseconds: Int64) throws -> JSONValue {
        let input: JSONValue = [
            "name": "available", "reason": "correction",
            "changes": [
                [
                    "inventoryItemId": GlobalIDText.of("InventoryItem", DemoCatalogue.items[2].inventoryItemId),
                    "locationId": GlobalIDText.of("Location", DemoCatalogue.locationId), "delta": -5,
                    "changeFromQuantity": nil,
                ]
            ],
        ]
        let query = """
            mutation A($input: InventoryAdjustQuantitiesInput!, $key: String!) {
              inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
                inventoryAdjustmentGroup { id reason changes(quantityNames: ["available"]) { delta } }
                userErrors { code field message }
              }
            }
            """
        return try ask(&shop, query, ["input": input, "key": .string(key)], after: milliseconds)["data"][
            "inventoryAdjustQuantities"
        ]
    }

    @Test func keysAreKeptForADay() throws {
        var shop = open()
        let first = try adjust(&shop, key: "k", after: 0)
        #expect(first["inventoryAdjustmentGroup"]["changes"] == [["delta": -5]])
        #expect(try adjust(&shop, key: "k", after: 24 * Self.hour - 1) == first)
        #expect(shop.available(DemoCatalogue.items[2].inventoryItemId) == 75)
        #expect(try adjust(&shop, key: "k", after: 24 * Self.hour) != first)
        #expect(shop.available(DemoCatalogue.items[2].inventoryItemId) == 70)
    }

    @Test func whatARequestDidNotCostIsGivenBack() throws {
        var shop = open()
        let answer = try ask(&shop, "{ orders(first: 250) { nodes { id } } }")
        let cost = answer["extensions"]["cost"]
        #expect(cost["requestedQueryCost"].number == 18)
        #expect(cost["actualQueryCost"].number == 2)
        #expect(cost["throttleStatus"]["currentlyAvailable"].number == 1998)
    }

    @Test func pagesGoForthAndBack() throws {
        var shop = open()
        func page(_ arguments: String) throws -> (skus: [String], cursor: JSONValue, pageInfo: JSONValue) {
            let query = """
                { inventoryItems(\(arguments)) { edges { cursor node { sku } } pageInfo { hasNextPage hasPreviousPage endCursor } } }
                """
            let items = try ask(&shop, query)["data"]["inventoryItems"]
            let edges = items["edges"].elements ?? []
            return (edges.compactMap { $0["node"]["sku"].text }, edges.last?["cursor"] ?? .null, items["pageInfo"])
        }
        let all = try page("first: 250").skus
        #expect(all.count == DemoCatalogue.items.count)
        let first = try page("first: 5")
        #expect(first.skus == Array(all[0..<5]))
        #expect(first.pageInfo == ["hasNextPage": true, "hasPreviousPage": false, "endCursor": first.cursor])
        let cursor = first.cursor.text ?? ""
        #expect(try page("first: 250, after: \"\(cursor)\"").skus == Array(all[5...]))
        #expect(try page("last: 2, before: \"\(cursor)\"").skus == Array(all[2..<4]))
        #expect(try page("first: 3, reverse: true").skus == Array(all.reversed()[0..<3]))
        #expect(try page("first: 250, reverse: true, after: \"\(cursor)\"").skus == Array(all[0..<4].reversed()))
        #expect(try page("first: 9, query: \"sku:mug-white\"").skus == ["MUG-WHITE"])
    }

    @Test func bulkQueriesTakeTheirTimeAndAreFiveAtOnce() throws {
        var shop = open()
        shop.bulk.address = "http://here"
        let location = "gid://shopify/Location/\(DemoCatalogue.locationId)"
        let inner = "{ location(id: \"\(location)\") { id inventoryLevels { edges { node { id item { sku } } } } } }"
        let run = """
            mutation R($query: String!) { bulkOperationRunQuery(query: $query) {
              bulkOperation { id status } userErrors { code } } }
            """
        let started = try (0..<6).map { _ in
            try ask(&shop, run, ["query": .string(inner)])["data"]["bulkOperationRunQuery"]
        }
        #expect(started.map { $0["bulkOperation"]["status"].text } == Array(repeating: "RUNNING", count: 5) + [nil])
        #expect(started[5]["userErrors"] == [["code": "LIMIT_REACHED"]])

        let id = started[0]["bulkOperation"]["id"]
        let cancelled = try ask(
            &shop,
            "mutation C($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }",
            ["id": started[1]["bulkOperation"]["id"]]
        )
        #expect(cancelled["data"]["bulkOperationCancel"]["bulkOperation"]["status"].text == "CANCELED")
        let poll = "query P($id: ID!) { bulkOperation(id: $id) { status url objectCount rootObjectCount } }"
        let running = try ask(&shop, poll, ["id": id])["data"]["bulkOperation"]
        #expect(running["status"].text == "RUNNING" && running["url"] == .null)
        let done = try ask(&shop, poll, ["id": id], after: 500)["data"]["bulkOperation"]
        #expect(done["status"].text == "COMPLETED")
        #expect(done["objectCount"].text == "\(DemoCatalogue.items.count + 1)")
        #expect(done["rootObjectCount"].text == "1")
        let number = try #require(GlobalIDText.number(id, of: "BulkOperation"))
        #expect(done["url"].text == "http://here/bulk/\(number).jsonl")
        let lines = try #require(shop.bulk.result(number, at: ShopTime(milliseconds: Self.opened + 500)))
            .split(separator: UInt8(ascii: "\n")).map { try JSONValue(Array($0)) }
        #expect(lines.first == ["id": .string(location)])
        #expect(lines.dropFirst().allSatisfy { $0["__parentId"].text == location && $0["item"]["sku"].text != nil })
    }
}
