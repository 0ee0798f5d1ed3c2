import Foundation
import Inventory
import Sync
import Testing

@testable import CurlClient
@testable import Shopify

/// The machine behind a push, fed with recorded and made-up answers.
struct ShopifyPushTests {
    private func batch(_ count: Int, txId: String = "tx") -> PushBatch {
        PushBatch(txId: txId, items: (0..<count).map { item(Int64($0) + 1) })
    }

    private func item(_ id: Int64?, count: Int64 = 5, expected: Int64? = 4) -> PushBatch.Item {
        PushBatch.Item(
            sku: SKU(stored: "SKU-\(id ?? 0)"),
            count: count,
            version: 1,
            inventoryItemId: id,
            expected: expected
        )
    }

    private func push(_ batch: PushBatch) -> ShopifyPush {
        ShopifyPush(batch: batch, locationId: GlobalID(9))
    }

    /// The write that must be there.
    private func write(_ push: ShopifyPush) throws -> SetQuantities.Variables {
        guard let write = push.write else { throw Unexpected("there is nothing to write") }
        return write
    }

    private func answer(_ body: [UInt8], status: Int = 200) throws(AdminFailure) -> AdminAnswer<SetQuantities.Answer> {
        try AdminAnswer(
            OutboundResponse(
                status: status,
                headers: ResponseHeaders(),
                body: body,
                timings: OutboundResponse.Timings(queued: .zero, connect: .zero, firstByte: .zero, total: .zero)
            )
        )
    }

    private func errors(_ entries: [(code: String, index: Int?)]) throws -> AdminAnswer<SetQuantities.Answer> {
        let list = entries.map { code, index in
            let field = index.map { #"["input","quantities","\#($0)","quantity"]"# } ?? "null"
            return #"{"code":"\#(code)","field":\#(field),"message":"\#(code) it is"}"#
        }
        let payload = #"{"inventoryAdjustmentGroup":null,"userErrors":[\#(list.joined(separator: ","))]}"#
        return try answer(Array(#"{"data":{"inventorySetQuantities":\#(payload)}}"#.utf8))
    }

    private func success() throws -> AdminAnswer<SetQuantities.Answer> {
        try answer(
            Array(
                #"""
                {"data":{"inventorySetQuantities":{"inventoryAdjustmentGroup":{"createdAt":"2026-06-25T01:33:55Z"},
                "userErrors":[]}}}
                """#.utf8
            )
        )
    }

    private let written = PushReport.Outcome.told(at: Timestamp(iso8601: "2026-06-25T01:33:55Z"))

    @Test func setsAsideWhatIsNamedAndLeavesTheRestToAnotherBatch() throws {
        var push = push(batch(4))
        let write = try write(push)
        #expect(write.idempotencyKey == "tx")
        #expect(write.input.quantities.map(\.inventoryItemId.number) == [1, 2, 3, 4])
        #expect(write.input.quantities.allSatisfy { $0.quantity == 5 && $0.changeFromQuantity == 4 })
        push.take(try errors([("CHANGE_FROM_QUANTITY_STALE", 1), ("INVALID_INVENTORY_ITEM", 3)]))
        #expect(
            push.report.verdict == .answered([.again, .stale, .again, .refused("INVALID_INVENTORY_ITEM it is")])
        )
    }

    @Test func tellsWhatWasWritten() throws {
        var push = push(batch(2))
        push.take(try success())
        #expect(push.report.verdict == .answered([written, written]))
    }

    @Test func placesAreThoseOfTheCall() throws {
        // The item without an item of the shop is not in the call: its first entry is the batch's second.
        var push = push(PushBatch(txId: "tx", items: [item(nil), item(1), item(2)]))
        #expect(try write(push).input.quantities.map(\.inventoryItemId.number) == [1, 2])
        push.take(try errors([("NON_MUTABLE_INVENTORY_ITEM", 0)]))
        #expect(
            push.report.verdict
                == .answered([
                    .refused("the shop has no item with this SKU"), .refused("NON_MUTABLE_INVENTORY_ITEM it is"),
                    .again,
                ])
        )
    }

    @Test func nothingWasWrittenUnderASpentKey() throws {
        for code in ["IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"] {
            var push = push(batch(2))
            push.take(try errors([(code, nil)]))
            #expect(push.report.verdict == .answered([.again, .again]))
        }
    }

    @Test func waitsForAWriteThatIsStillUnderWay() throws {
        var push = push(batch(1))
        push.take(try errors([("IDEMPOTENCY_CONCURRENT_REQUEST", nil)]))
        guard case .unavailable(let error) = push.report.verdict else {
            Issue.record("\(push.report.verdict)")
            return
        }
        #expect(error.kind == .unavailable && error.mayHaveHappened && error.retryAfter == .seconds(1))
    }

    @Test func neverWritesBlindly() {
        let push = push(
            PushBatch(
                txId: "tx",
                items: [
                    item(nil), item(1, expected: nil), item(2, count: 1_000_000_001), item(3, count: -1_000_000_001),
                ]
            )
        )
        #expect(push.write == nil)
        guard case .answered(let outcomes) = push.report.verdict else {
            Issue.record("\(push.report.verdict)")
            return
        }
        #expect(outcomes[1] == .stale)
        for place in [0, 2, 3] {
            guard case .refused = outcomes[place] else {
                Issue.record("\(outcomes[place])")
                continue
            }
        }
    }

    @Test func anErrorThatNamesNoItemRefusesTheBatch() throws {
        for index in [nil, 7, -1] as [Int?] {
            var push = push(batch(2))
            push.take(try errors([("INVALID_REASON", index)]))
            #expect(push.report.verdict == .batchRefused("Shopify refuses the write: INVALID_REASON it is"))
        }
    }

    // MARK: Recorded answers

    private func recorded(_ name: String) throws -> [UInt8] {
        guard case .object(let cases) = try JSONTree(try Samples.fixture("recorded/set_quantities")) else {
            throw Unexpected("no cases")
        }
        return try #require(cases[name]).bytes
    }

    @Test func readsARecordedSuccess() throws {
        var push = push(batch(1))
        push.take(try answer(try recorded("inventorySetQuantities")))
        #expect(push.report.verdict == .answered([.told(at: Timestamp(iso8601: "2026-06-25T01:33:55Z"))]))
        #expect(push.report.throttle == ThrottleState(maximum: 2000, available: 1986, restoreRate: 100))
    }

    @Test(
        arguments: [
            ("unknown_setUnknownInventoryItem", "The specified inventory item could not be found."),
            ("unknown_setUnknownLocation", "The specified location could not be found."),
            ("availableTooLow", "The quantity can't be lower than -1,000,000,000."),
            ("availableTooHigh", "The quantity can't be higher than 1,000,000,000."),
            ("duplicatePair", "The combination of inventoryItemId and locationId must be unique."),
        ]
    )
    func readsRecordedItemErrors(name: String, message: String) throws {
        let count = name == "duplicatePair" ? 2 : 1
        var push = push(batch(count))
        push.take(try answer(try recorded(name)))
        #expect(push.report.verdict == .answered(Array(repeating: .refused(message), count: count)))
    }

    @Test(arguments: ["damaged"])
    func readsRecordedErrorsOfTheWhole(name: String) throws {
        var push = push(batch(1))
        push.take(try answer(try recorded(name)))
        guard case .batchRefused = push.report.verdict else {
            Issue.record("\(push.report.verdict)")
            return
        }
    }

    @Test(arguments: ["missingSetIdempotency", "missingSetChangeFromQuantity", "legacySetShape"])
    func readsRecordedRefusals(name: String) throws {
        var push = push(batch(1))
        let body = try recorded(name)
        do throws(AdminFailure) {
            push.take(try answer(body))
        } catch {
            #expect(error.isRequestRefused && !error.error.mayHaveHappened)
            push.take(error)
        }
        guard case .batchRefused = push.report.verdict else {
            Issue.record("\(push.report.verdict)")
            return
        }
    }
}
