import CurlClient
import Testing

@testable import Sandbox

/// What the Admin API answers. That our own gateway gets on with it is tested there.
struct AdminAPITests {
    private static let mutation = """
        mutation SetQuantities($input: InventorySetQuantitiesInput!, $idempotencyKey: String!) {
          inventorySetQuantities(input: $input) @idempotent(key: $idempotencyKey) {
            inventoryAdjustmentGroup { createdAt changes { name delta quantityAfterChange item { sku } } }
            userErrors { code field message }
          }
        }
        """

    private func call(
        _ shop: SandboxShop,
        _ client: CurlClient,
        path: String = "/admin/api/2026-07/graphql.json",
        token: String = "demo-north-token",
        method: String = "POST",
        _ body: JSONValue
    ) async throws -> (status: Int, body: JSONValue, headers: ResponseHeaders) {
        let response = try await client.send(
            OutboundRequest(
                method: method,
                url: try await shop.adminURL() + path,
                headers: [("X-Shopify-Access-Token", token), ("Content-Type", "application/json")],
                body: body.bytes
            )
        )
        return (response.status, try JSONValue(response.body), response.headers)
    }

    private func write(
        _ entries: [(item: Int64, to: Int64, from: JSONValue)],
        key: String = "k",
        name: String = "available"
    ) -> JSONValue {
        let quantities = entries.map { entry -> JSONValue in
            [
                "inventoryItemId": .string("gid://shopify/InventoryItem/\(entry.item)"),
                "locationId": .string("gid://shopify/Location/\(DemoCatalogue.locationId)"),
                "quantity": .integer(entry.to), "changeFromQuantity": entry.from,
            ]
        }
        let input: JSONValue = ["name": .string(name), "reason": "correction", "quantities": .array(quantities)]
        return [
            "query": .string(Self.mutation), "operationName": "SetQuantities",
            "variables": ["input": input, "idempotencyKey": .string(key)],
        ]
    }

    private func codes(_ answer: JSONValue) -> [String] {
        (answer["data"]["inventorySetQuantities"]["userErrors"].elements ?? []).compactMap { $0["code"].text }
    }

    private func item(_ sku: String) -> Int64 {
        DemoCatalogue.items.first { $0.sku == sku }?.inventoryItemId ?? 0
    }

    @Test func writesAllOrNothing() async throws {
        let time = ManualTime(1_795_253_400_700)
        try await withShop(clock: time.clock) { shop, receiver, client in
            let good = (item: item("MUG-WHITE"), to: Int64(1), from: JSONValue.integer(80))
            let stale = (item: item("CAP-NAVY"), to: Int64(1), from: JSONValue.integer(34))
            let refused = try await call(shop, client, write([good, stale], key: "a"))
            #expect(refused.status == 200)
            let error = refused.body["data"]["inventorySetQuantities"]["userErrors"].elements?.first
            #expect(error?["code"].text == "CHANGE_FROM_QUANTITY_STALE")
            #expect(error?["field"] == ["input", "quantities", "1", "changeFromQuantity"])
            #expect(refused.body["data"]["inventorySetQuantities"]["inventoryAdjustmentGroup"] == .null)
            #expect(shop.levels()["MUG-WHITE"] == 80)

            let taken = try await call(shop, client, write([good], key: "b"))
            #expect(codes(taken.body).isEmpty)
            let group = taken.body["data"]["inventorySetQuantities"]["inventoryAdjustmentGroup"]
            #expect(group["createdAt"].text == "2026-11-21T09:30:00Z")
            #expect(taken.headers["Date"] == "Sat, 21 Nov 2026 09:30:00 GMT")
            #expect(taken.headers["X-Shopify-API-Version"] == "2026-07")
            #expect(shop.levels()["MUG-WHITE"] == 1)

            // The echo of the write, and nothing of the refused one.
            let echoes = try await receiver.wait(for: 1)
            #expect(echoes.map { $0.body["available"].number } == [1])
        }
    }

    @Test func nullOptsOutOfTheComparison() async throws {
        try await withShop { shop, _, client in
            let answer = try await call(shop, client, write([(item("MUG-WHITE"), 5, .null)]))
            #expect(codes(answer.body).isEmpty)
            #expect(shop.levels()["MUG-WHITE"] == 5)
        }
    }

    @Test func remembersKeys() async throws {
        try await withShop { shop, _, client in
            let request = write([(item("MUG-WHITE"), 5, 80)])
            let first = try await call(shop, client, request)
            try shop.edit("MUG-WHITE", to: 80)
            // The order of members does not matter, the meaning does.
            let again = try await call(shop, client, request.canonical)
            #expect(again.body["data"] == first.body["data"])
            #expect(shop.levels()["MUG-WHITE"] == 80)
            let other = try await call(shop, client, write([(item("MUG-WHITE"), 6, 80)]))
            #expect(codes(other.body) == ["IDEMPOTENCY_KEY_PARAMETER_MISMATCH"])
            #expect(shop.levels()["MUG-WHITE"] == 80)

            let failing = write([(item("MUG-WHITE"), 6, 1)], key: "f")
            #expect(codes(try await call(shop, client, failing).body) == ["CHANGE_FROM_QUANTITY_STALE"])
            #expect(codes(try await call(shop, client, failing).body) == ["IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"])
        }
    }

    @Test func namesWhatIsWrong() async throws {
        try await withShop { shop, _, client async throws in
            let mug = item("MUG-WHITE")
            let cases: [(request: JSONValue, codes: [String])] = [
                (write([(404, 1, 0)], key: "1"), ["INVALID_INVENTORY_ITEM"]),
                (write([(mug, 1_000_000_001, 80)], key: "2"), ["INVALID_QUANTITY_TOO_HIGH"]),
                (write([(mug, -1_000_000_001, 80)], key: "3"), ["INVALID_QUANTITY_TOO_LOW"]),
                (
                    write([(mug, 1, 80), (mug, 2, 80)], key: "4"),
                    Array(repeating: "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR", count: 2)
                ),
                (write([(mug, 1, 80)], key: "5", name: "damaged"), ["INVALID_NAME"]),
            ]
            for (request, expected) in cases {
                #expect(codes(try await call(shop, client, request).body) == expected)
            }
            #expect(shop.levels()["MUG-WHITE"] == 80)
        }
    }

    @Test func refusesRequestsAsAWhole() async throws {
        try await withShop { shop, _, client async throws in
            func code(_ request: JSONValue) async throws -> String? {
                let answer = try await call(shop, client, request)
                #expect(answer.status == 200)
                return answer.body["errors"].elements?.first?["extensions"]["code"].text
            }
            let mug = item("MUG-WHITE")
            #expect(try await code(write([(mug, 1, 80)], key: " ")) == "BAD_REQUEST")
            var noDirective = write([(mug, 1, 80)])
            noDirective["query"] = .string(
                Self.mutation.replacing(" @idempotent(key: $idempotencyKey)", with: "")
                    .replacing(", $idempotencyKey: String!", with: "")
            )
            #expect(try await code(noDirective) == "BAD_REQUEST")
            let many = Array(repeating: (item: mug, to: Int64(1), from: JSONValue.integer(80)), count: 251)
            #expect(try await code(write(many)) == "MAX_INPUT_SIZE_EXCEEDED")
            var blind = write([])
            var input = blind["variables"]["input"]
            input["quantities"] = [
                [
                    "inventoryItemId": "gid://shopify/InventoryItem/1", "locationId": "gid://shopify/Location/1",
                    "quantity": 1,
                ]
            ]
            blind["variables"] = ["input": input, "idempotencyKey": "k"]
            #expect(try await code(blind) == "INVALID_FIELD_ARGUMENTS")
            #expect(try await code(["query": "query Unheard { shop { owner } }"]) == "undefinedField")
        }
    }

    @Test func letsInWhoHasTheToken() async throws {
        try await withShop { shop, _, client async throws in
            let request = write([])
            #expect(try await call(shop, client, token: "guessed", request).status == 401)
            #expect(try await call(shop, client, path: "/admin/api/2026-07/products.json", request).status == 404)
            #expect(try await call(shop, client, path: "/", request).status == 404)
            #expect(try await call(shop, client, method: "PUT", request).status == 405)
            #expect(try await call(shop, client, ["no": "query"]).status == 400)
        }
    }

    @Test func throttlesWhoAsksTooMuch() async throws {
        let time = ManualTime(1_795_253_400_000)
        try await withShop(clock: time.clock, bucketSize: 6) { shop, _, client in
            let levels: JSONValue = [
                "query": "query LevelsByItem($ids: [ID!]!) { nodes(ids: $ids) { ... on InventoryItem { sku } } }",
                "variables": [
                    "ids": .array(
                        DemoCatalogue.items.map { .string("gid://shopify/InventoryItem/\($0.inventoryItemId)") }
                    )
                ],
            ]
            #expect(try await call(shop, client, levels).body["errors"] == .null)
            let throttled = try await call(shop, client, levels)
            #expect(throttled.status == 200)
            #expect(throttled.body["errors"].elements?.first?["extensions"]["code"].text == "THROTTLED")
            #expect(throttled.body["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"].number == 2)
            time.set(1_795_253_401_000)
            #expect(try await call(shop, client, levels).body["errors"] == .null)
        }
    }
}
