import Foundation
import Inventory
import NIOConcurrencyHelpers
import Sync
import Testing

@testable import Sandbox
@testable import Shopify

/// Catalogues that are read by a bulk operation.
struct BulkCatalogueTests {
    private struct Walked: Sendable {
        var entries: [LevelReading.Entry] = []
        var cursors: [String] = []
        var readAt: Set<Timestamp> = []
    }

    /// Time passes by itself while `body` runs.
    private func with<Result: Sendable>(
        _ stock: BulkStock,
        threshold: Int? = 20,
        _ body: @escaping @Sendable (ScriptedShop) async throws -> Result
    ) async throws -> Result {
        let clock = VirtualClock()
        return try await ScriptedShop.with(clock: clock, bulkThreshold: threshold) {
            stock.respond($0)
        } _: { shop in
            stock.url.withLockedValue { $0 = shop.url }
            let time = Task {
                while !Task.isCancelled {
                    clock.advance(by: .seconds(2))
                    try await Task.sleep(for: .milliseconds(1))
                }
            }
            defer { time.cancel() }
            return try await body(shop)
        }
    }

    private func walk(_ gateway: ShopifyGateway, from cursor: String? = nil) async throws -> Walked {
        var walked = Walked()
        var cursor = cursor
        repeat {
            let page = try await gateway.catalogPage(after: cursor)
            walked.entries += page.reading.entries
            walked.readAt.insert(page.reading.readAt)
            #expect(page.reading.entries.count <= 250)
            cursor = page.next
            if let cursor { walked.cursors.append(cursor) }
        } while cursor != nil
        return walked
    }

    private func expectAll(_ walked: Walked, of stock: BulkStock) {
        #expect(walked.entries.map(\.inventoryItemId) == (1...stock.count).map(Int64.init))
        #expect(walked.entries.allSatisfy { $0.available == $0.inventoryItemId * 2 })
        #expect(walked.entries.last?.sku == SKU(stored: "SKU-\(stock.count)"))
    }

    @Test func aLargeCatalogueIsReadInBulk() async throws {
        let stock = BulkStock(1000)
        try await with(stock) { shop in
            let gateway = shop.gateway()
            let first = try await walk(gateway)
            expectAll(first, of: stock)
            #expect(stock[\.operations] == 1 && stock[\.pages] == 2 && stock[\.downloads] == 1)
            // Read when the operation began, or later.
            #expect(first.readAt.contains(Timestamp(iso8601: "2026-11-21T09:00:00Z") ?? .distantPast))
            #expect(stock[\.tokens] == [], "the address of a file is its own key")

            // From now on it is known to be large.
            let second = try await walk(shop.gateway())
            expectAll(second, of: stock)
            #expect(stock[\.operations] == 2 && stock[\.pages] == 3)
        }
    }

    @Test(arguments: [nil, 5000])
    func othersAreReadPageByPage(threshold: Int?) async throws {
        let stock = BulkStock(95)
        try await with(stock, threshold: threshold) { shop in
            expectAll(try await walk(shop.gateway()), of: stock)
            #expect(stock[\.operations] == 0 && stock[\.pages] == 10)
        }
    }

    @Test(
        arguments: [
            #"{"data":{"bulkOperationRunQuery":{"bulkOperation":null,"userErrors":[{"code":"LIMIT_REACHED","field":null,"message":"later"}]}}}"#,
            #"{"data":{"bulkOperationRunQuery":{"bulkOperation":null,"userErrors":[{"code":"OPERATION_IN_PROGRESS","field":["query"],"message":"busy"}]}}}"#,
            #"{"errors":[{"message":"bulk queries are not for you","extensions":{"code":"BAD_REQUEST"}}]}"#,
        ]
    )
    func refusedInBulkItIsReadPageByPage(refusal: String) async throws {
        let stock = BulkStock(95)
        stock.state.withLockedValue { $0.refusal = refusal }
        try await with(stock) { shop in
            expectAll(try await walk(shop.gateway()), of: stock)
            #expect(stock[\.operations] == 0 && stock[\.pages] == 10)
        }
    }

    @Test(arguments: ["FAILED", "CANCELED", "EXPIRED", "SOMETHING_NEW"])
    func anOperationThatFailsIsReadPageByPage(status: String) async throws {
        let stock = BulkStock(95)
        stock.state.withLockedValue { $0.statuses = ["RUNNING", status] }
        try await with(stock) { shop in
            expectAll(try await walk(shop.gateway()), of: stock)
            #expect(stock[\.operations] == 1 && stock[\.downloads] == 0 && stock[\.pages] == 10)
        }
    }

    @Test func anOperationThatNeverEndsIsGivenUp() async throws {
        let stock = BulkStock(95)
        stock.state.withLockedValue { $0.statuses = Array(repeating: "RUNNING", count: 10_000) }
        try await with(stock) { shop in
            expectAll(try await walk(shop.gateway()), of: stock)
            #expect(stock[\.downloads] == 0 && stock[\.polls] > 100)
        }
    }

    @Test func whatFoundNothingIsAskedPageByPage() async throws {
        let stock = BulkStock(95)
        stock.state.withLockedValue { $0.hasURL = false }
        try await with(stock) { shop in expectAll(try await walk(shop.gateway()), of: stock) }
    }

    @Test func aPartIsNeverTakenForTheWhole() async throws {
        let stock = BulkStock(300)
        let cut: @Sendable ([UInt8]) -> ScriptedShop.Answer = { file in
            .reply(LoopbackListener.Reply(status: 200, body: Array(file.prefix(file.count / 2))))
        }
        // At the end of a line: every line of the part is whole.
        let cutBetweenLines: @Sendable ([UInt8]) -> ScriptedShop.Answer = { file in
            let end = file.prefix(file.count / 2).lastIndex(of: UInt8(ascii: "\n")) ?? 0
            return .reply(LoopbackListener.Reply(status: 200, body: Array(file[...end])))
        }
        let gone: @Sendable ([UInt8]) -> ScriptedShop.Answer = { _ in .json("<Error>expired</Error>", status: 403) }
        stock.state.withLockedValue { $0.downloadFaults = [cut, cutBetweenLines, gone] }
        try await with(stock) { shop in
            expectAll(try await walk(shop.gateway()), of: stock)
            #expect(stock[\.downloads] == 4)
            // In the end it is read page by page.
            stock.state.withLockedValue { $0.downloadFaults = Array(repeating: cutBetweenLines, count: 5) }
            expectAll(try await walk(shop.gateway()), of: stock)
            #expect(stock[\.downloads] == 9 && stock[\.pages] > 30)
        }
    }

    @Test func aCrashGoesOnWithTheSameOperation() async throws {
        let stock = BulkStock(600)
        try await with(stock) { shop in
            let gateway = shop.gateway()
            _ = try await gateway.catalogPage(after: nil)
            let begun = try #require(try await gateway.catalogPage(after: "10").next)
            #expect(stock[\.operations] == 1 && stock[\.polls] == 0)
            // The process ends, and the next one has the cursor that was kept.
            let next = shop.gateway()
            let page = try await next.catalogPage(after: begun)
            #expect(page.reading.entries.count == 249)
            let middle = try #require(page.next)
            // And once more, amid the file.
            let rest = try await walk(shop.gateway(), from: middle)
            #expect(stock[\.operations] == 1 && stock[\.downloads] == 2)
            let all = page.reading.entries + rest.entries
            #expect(Set(all.map(\.inventoryItemId)) == Set((1...600).map(Int64.init)))
            // Of what is gone by then the beginning is not told again as if it were the rest.
            stock.state.withLockedValue { $0.statuses = ["EXPIRED"] }
            let error = await #expect(throws: GatewayError.self) { try await shop.gateway().catalogPage(after: middle) }
            #expect(error?.kind == .unavailable)
        }
    }

    @Test func passingTroubleIsSatOut() async throws {
        let stock = BulkStock(95)
        stock.state.withLockedValue { state in
            state.pollFaults = [.json("<html>", status: 502), .hangUp, .hangUp, .json("{}", status: 429)]
        }
        try await with(stock) { shop in
            let gateway = shop.gateway()
            expectAll(try await walk(gateway), of: stock)
            #expect(stock[\.pages] == 2)
            // A page amid a look too; the first one is not asked for twice.
            stock.state.withLockedValue { $0.pageFaults = [.json("{}", status: 503)] }
            await #expect(throws: GatewayError.self) { try await gateway.catalogPage(after: nil) }
            stock.state.withLockedValue { $0.pageFaults = [.json("{}", status: 503, headers: ["Retry-After": "20"])] }
            let page = try await gateway.catalogPage(after: "90")
            #expect(page.reading.entries.count == 5)
        }
    }

    @Test(
        arguments: [
            #"{"id":"gid://shopify/InventoryLevel/7","__parentId":"gid://shopify/Location/9"}"#,
            #"{"id":"gid://shopify/Location/8"}"#, #"{"id":"#, "[]",
            #"{"id":"gid://shopify/InventoryLevel/7","updatedAt":"2026-11-21T08:00:00Z","quantities":[],"item":{"id":"gid://shopify/InventoryItem/7","sku":null,"tracked":true},"__parentId":"gid://shopify/Location/8"}"#,
        ]
    )
    func aLineOfSomethingElseIsNotTaken(line: String) async throws {
        let stock = BulkStock(95)
        stock.state.withLockedValue { $0.more = line + "\n" }
        try await with(stock) { shop in
            let error = await #expect(throws: GatewayError.self) { try await walk(shop.gateway()) }
            #expect(error?.kind == .protocolViolation)
        }
    }

    @Test func theSandboxShopAgrees() async throws {
        try await OpenShop.with(pageLimit: 5, bulkThreshold: 5) { open in
            let bulk = try await walk(open.gateway)
            let paged = try await OpenShop.with(pageLimit: 5) { try await walk($0.gateway) }
            #expect(
                bulk.cursors.contains { $0.hasPrefix("bulk:") } && !paged.cursors.contains { $0.hasPrefix("bulk:") }
            )
            #expect(Set(bulk.entries.map(\.sku)) == Set(paged.entries.map(\.sku)))
            #expect(bulk.entries.count == paged.entries.count)
        }
    }

    @Test func aProbeBeginsNothing() async throws {
        let stock = BulkStock(1000)
        try await with(stock, threshold: 1) { shop in
            let time = try await shop.gateway().probe()
            #expect(time != nil)
            #expect(stock[\.operations] == 0 && stock[\.pages] == 1)
        }
    }
}
