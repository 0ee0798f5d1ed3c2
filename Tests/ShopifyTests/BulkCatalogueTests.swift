import Foundation
import Inventory
import NIOConcurrencyHelpers
import Sync
import Testing

@testable import Sandbox
@testable import Shopify

/// Catalogues that are read by a bulk operation.
struct BulkCatalogueTests {
    /// A shop of so many items, in pages of ten, that can be told how its bulk operations go.
    private final class Stock: Sendable {
        struct State {
            var operations = 0
            var polls = 0
            var pages = 0
            var downloads = 0
            /// What the operation says of itself, poll by poll; then `COMPLETED`.
            var statuses: [String] = ["CREATED", "RUNNING"]
            var refusal: String?
            /// What the next downloads give instead of everything.
            var downloadFaults: [@Sendable ([UInt8]) -> ScriptedShop.Answer] = []
            var pollFaults: [ScriptedShop.Answer] = []
            var pageFaults: [ScriptedShop.Answer] = []
            /// Further lines at the end of the file.
            var more = ""
            var hasURL = true
            var tokens: Set<String> = []
        }

        let state = NIOLockedValueBox(State())
        let count: Int
        let url = NIOLockedValueBox("")

        init(_ count: Int) { self.count = count }

        static let location = "gid://shopify/Location/9"

        private func level(_ number: Int, parent: Bool) -> String {
            let tail = parent ? #","__parentId":"\#(Self.location)""# : ""
            return #"{"id":"gid://shopify/InventoryLevel/\#(number)?inventory_item_id=\#(number)","#
                + #""updatedAt":"2026-11-21T08:00:00Z","quantities":[{"quantity":\#(number * 2)}],"#
                + #""item":{"id":"gid://shopify/InventoryItem/\#(number)","sku":"SKU-\#(number)","tracked":true}\#(tail)}"#
        }

        private var file: [UInt8] {
            let lines = [#"{"id":"\#(Self.location)"}"#] + (1...count).map { level($0, parent: true) }
            return Array((lines.joined(separator: "\n") + "\n" + state.withLockedValue { $0.more }).utf8)
        }

        func respond(_ request: ScriptedShop.Request) -> ScriptedShop.Answer {
            guard request.isGraphQL else { return download(request) }
            return switch request.operation {
            case "LocationLevels": page(request)
            case "RunBulkQuery": begin(request)
            case "BulkOperationByID": poll(request)
            default: .json(#"{"errors":[{"message":"what?"}]}"#)
            }
        }

        private func page(_ request: ScriptedShop.Request) -> ScriptedShop.Answer {
            struct Asked: Decodable {
                struct Variables: Decodable { let after: String? }
                let variables: Variables
            }
            let after = (try? JSONDecoder().decode(Asked.self, from: Data(request.body)))?.variables.after
            let fault = state.withLockedValue { state -> ScriptedShop.Answer? in
                state.pages += 1
                return state.pageFaults.isEmpty ? nil : state.pageFaults.removeFirst()
            }
            if let fault { return fault }
            let start = after.flatMap(Int.init) ?? 0
            let end = min(start + 10, count)
            let nodes = (start..<end).map { level($0 + 1, parent: false) }.joined(separator: ",")
            return .json(
                #"{"data":{"location":{"inventoryLevels":{"nodes":[\#(nodes)],"#
                    + #""pageInfo":{"hasNextPage":\#(end < count),"endCursor":"\#(end)"}}}}}"#
            )
        }

        private func begin(_ request: ScriptedShop.Request) -> ScriptedShop.Answer {
            guard request.text.contains(#"gid://shopify/Location/9"#) else { return .json("{}", status: 400) }
            return state.withLockedValue { state in
                if let refusal = state.refusal { return .json(refusal) }
                state.operations += 1
                return .json(
                    #"{"data":{"bulkOperationRunQuery":{"bulkOperation":{"id":"gid://shopify/BulkOperation/"#
                        + #"\#(70 + state.operations)"},"userErrors":[]}}}"#
                )
            }
        }

        private func poll(_ request: ScriptedShop.Request) -> ScriptedShop.Answer {
            let size = file.count
            return state.withLockedValue { state in
                state.polls += 1
                if !state.pollFaults.isEmpty { return state.pollFaults.removeFirst() }
                let status = state.statuses.isEmpty ? "COMPLETED" : state.statuses.removeFirst()
                let isDone = status == "COMPLETED"
                let url =
                    isDone && state.hasURL ? #""\#(url.withLockedValue { $0 })/files/catalogue?signature=1""# : "null"
                return .json(
                    #"{"data":{"node":{"id":"gid://shopify/BulkOperation/71","status":"\#(status)","errorCode":null,"#
                        + #""createdAt":"2026-11-21T09:00:00Z","objectCount":"\#(isDone ? count + 1 : 0)","#
                        + #""fileSize":\#(isDone ? "\"\(size)\"" : "null"),"url":\#(url)}}}"#
                )
            }
        }

        private func download(_ request: ScriptedShop.Request) -> ScriptedShop.Answer {
            let file = file
            return state.withLockedValue { state in
                state.downloads += 1
                if let token = request.header("X-Shopify-Access-Token") { state.tokens.insert(token) }
                if !state.downloadFaults.isEmpty { return state.downloadFaults.removeFirst()(file) }
                return .reply(LoopbackListener.Reply(status: 200, body: file))
            }
        }

        subscript<Value>(path: KeyPath<State, Value>) -> Value { state.withLockedValue { $0[keyPath: path] } }
    }

    private struct Walked: Sendable {
        var entries: [LevelReading.Entry] = []
        var cursors: [String] = []
        var readAt: Set<Timestamp> = []
    }

    /// Time passes by itself while `body` runs.
    private func with<Result: Sendable>(
        _ stock: Stock,
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

    private func expectAll(_ walked: Walked, of stock: Stock) {
        #expect(walked.entries.map(\.inventoryItemId) == (1...stock.count).map(Int64.init))
        #expect(walked.entries.allSatisfy { $0.available == $0.inventoryItemId * 2 })
        #expect(walked.entries.last?.sku == SKU(stored: "SKU-\(stock.count)"))
    }

    @Test func aLargeCatalogueIsReadInBulk() async throws {
        let stock = Stock(1000)
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
        let stock = Stock(95)
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
        let stock = Stock(95)
        stock.state.withLockedValue { $0.refusal = refusal }
        try await with(stock) { shop in
            expectAll(try await walk(shop.gateway()), of: stock)
            #expect(stock[\.operations] == 0 && stock[\.pages] == 10)
        }
    }

    @Test(arguments: ["FAILED", "CANCELED", "EXPIRED", "SOMETHING_NEW"])
    func anOperationThatFailsIsReadPageByPage(status: String) async throws {
        let stock = Stock(95)
        stock.state.withLockedValue { $0.statuses = ["RUNNING", status] }
        try await with(stock) { shop in
            expectAll(try await walk(shop.gateway()), of: stock)
            #expect(stock[\.operations] == 1 && stock[\.downloads] == 0 && stock[\.pages] == 10)
        }
    }

    @Test func anOperationThatNeverEndsIsGivenUp() async throws {
        let stock = Stock(95)
        stock.state.withLockedValue { $0.statuses = Array(repeating: "RUNNING", count: 10_000) }
        try await with(stock) { shop in
            expectAll(try await walk(shop.gateway()), of: stock)
            #expect(stock[\.downloads] == 0 && stock[\.polls] > 100)
        }
    }

    @Test func whatFoundNothingIsAskedPageByPage() async throws {
        let stock = Stock(95)
        stock.state.withLockedValue { $0.hasURL = false }
        try await with(stock) { shop in expectAll(try await walk(shop.gateway()), of: stock) }
    }

    @Test func aPartIsNeverTakenForTheWhole() async throws {
        let stock = Stock(300)
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
        let stock = Stock(600)
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
        let stock = Stock(95)
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
        let stock = Stock(95)
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
        let stock = Stock(1000)
        try await with(stock, threshold: 1) { shop in
            let time = try await shop.gateway().probe()
            #expect(time != nil)
            #expect(stock[\.operations] == 0 && stock[\.pages] == 1)
        }
    }

    @Test func cursorsAreReadAsTheyWereWritten() {
        for place in [
            BulkPlace(operation: 71, page: nil), BulkPlace(operation: 71, offset: 9, page: "eyJsYXN0:x=="),
        ] {
            #expect(CatalogueCursor(place.text) == .bulk(place))
        }
        #expect(CatalogueCursor(nil) == .page(nil))
        #expect(CatalogueCursor("eyJsYXN0") == .page("eyJsYXN0"))
        #expect(CatalogueCursor("bulk:x:1") == .page("bulk:x:1"))
    }

    @Test func linesComeOutAsTheyWentIn() throws {
        let folder = FileManager.default.temporaryDirectory.path
        let file = try BulkFile(in: folder, limit: 300_000)
        let lines = (0..<40).map { String(repeating: "\($0 % 10)", count: $0 * 200) }
        // In odd pieces, the last line without an end.
        let bytes = Array(lines.joined(separator: "\n").utf8)
        for start in stride(from: 0, to: bytes.count, by: 997) {
            try bytes[start..<min(start + 997, bytes.count)].withUnsafeBytes { try file.append($0) }
        }
        #expect(file.received.lines == 40 && file.received.bytes == Int64(bytes.count))
        var (offset, found) = (Int64(0), [String]())
        while offset < file.received.bytes {
            let (piece, next) = try file.lines(from: offset, atMost: 7)
            found += piece.map { String(decoding: $0, as: UTF8.self) }
            #expect(piece.count <= 7 && next > offset)
            offset = next
        }
        #expect(found == lines)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder).allSatisfy {
                !$0.hasPrefix(".bulk-\(getpid())")
            }
        )
        #expect(throws: BulkFile.TooLarge.self) {
            try [UInt8](repeating: 0, count: 300_000).withUnsafeBytes { try file.append($0) }
        }
    }
}
