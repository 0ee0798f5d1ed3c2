import Foundation
import NIOConcurrencyHelpers

@testable import Sandbox
@testable import Shopify

/// A shop of so many items, in pages of ten, that can be told how its bulk operations go.
final class BulkStock: Sendable {
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
