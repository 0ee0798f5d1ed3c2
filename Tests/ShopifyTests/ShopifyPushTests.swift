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

    /// The write that must be due now.
    private func due(_ push: inout ShopifyPush) throws -> SetQuantities.Variables {
        guard let write = push.next() else { throw Unexpected("nothing is due") }
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

    @Test func setsAsideWhatIsNamedAndSendsTheRestAgain() throws {
        var push = push(batch(4))
        let first = try due(&push)
        #expect(first.idempotencyKey == "tx")
        #expect(first.input.quantities.map(\.inventoryItemId.number) == [1, 2, 3, 4])
        #expect(first.input.quantities.allSatisfy { $0.quantity == 5 && $0.changeFromQuantity == 4 })
        push.take(try errors([("CHANGE_FROM_QUANTITY_STALE", 1), ("INVALID_INVENTORY_ITEM", 3)]))

        let second = try due(&push)
        #expect(second.input.quantities.map(\.inventoryItemId.number) == [1, 3])
        #expect(second.idempotencyKey != "tx" && second.idempotencyKey.hasPrefix("tx-"))
        // Places are those of this call: its second entry is the batch's third.
        push.take(try errors([("NON_MUTABLE_INVENTORY_ITEM", 1)]))

        let third = try due(&push)
        #expect(third.input.quantities.map(\.inventoryItemId.number) == [1])
        #expect(Set([first, second, third].map(\.idempotencyKey)).count == 3)
        push.take(try success())
        #expect(push.next() == nil)
        #expect(
            push.report.verdict
                == .answered([
                    written, .stale, .refused("NON_MUTABLE_INVENTORY_ITEM it is"),
                    .refused("INVALID_INVENTORY_ITEM it is"),
                ])
        )
    }

    @Test func theSamePartOfABatchHasTheSameKey() throws {
        func keys(_ txId: String, bad: Int) throws -> [String] {
            var push = push(batch(3, txId: txId))
            let first = try due(&push).idempotencyKey
            push.take(try errors([("CHANGE_FROM_QUANTITY_STALE", bad)]))
            return [first, try due(&push).idempotencyKey]
        }
        #expect(try keys("a", bad: 0) == keys("a", bad: 0))
        #expect(try keys("a", bad: 0)[1] != keys("a", bad: 1)[1])
        #expect(try Set(keys("a", bad: 0)).isDisjoint(with: keys("b", bad: 0)))
    }

    @Test func takesANewKeyWhereTheOldOneIsSpent() throws {
        for code in ["IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"] {
            var push = push(batch(2))
            var keys: [String] = []
            for _ in 0..<3 {
                keys.append(try due(&push).idempotencyKey)
                push.take(try errors([(code, nil)]))
            }
            #expect(Set(keys).count == 3)
            _ = push.next()
            push.take(try success())
            #expect(push.report.verdict == .answered([written, written]))
        }
    }

    @Test func givesUpOnKeysInTheEnd() throws {
        var push = push(batch(1))
        var calls = 0
        while push.next() != nil {
            calls += 1
            push.take(try errors([("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", nil)]))
        }
        #expect(calls == 4)
        guard case .batchRefused = push.report.verdict else {
            Issue.record("\(push.report.verdict)")
            return
        }
    }

    @Test func waitsForAWriteThatIsStillUnderWay() throws {
        var push = push(batch(1))
        _ = push.next()
        push.take(try errors([("IDEMPOTENCY_CONCURRENT_REQUEST", nil)]))
        #expect(push.next() == nil)
        guard case .unavailable(let error) = push.report.verdict else {
            Issue.record("\(push.report.verdict)")
            return
        }
        #expect(error.kind == .unavailable && error.mayHaveHappened && error.retryAfter == .seconds(1))
    }

    @Test func neverWritesBlindly() {
        var push = push(
            PushBatch(
                txId: "tx",
                items: [
                    item(nil), item(1, expected: nil), item(2, count: 1_000_000_001), item(3, count: -1_000_000_001),
                ]
            )
        )
        #expect(push.next() == nil)
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

    @Test func leavesTheRestOfARestlessBatchForLater() throws {
        var push = push(batch(20))
        var calls = 0
        while push.next() != nil {
            calls += 1
            push.take(try errors([("CHANGE_FROM_QUANTITY_STALE", 0)]))
        }
        #expect(calls == ShopifyPush.maximumCalls)
        let expected: [PushReport.Outcome] = Array(repeating: .stale, count: 8) + Array(repeating: .again, count: 12)
        #expect(push.report.verdict == .answered(expected))
    }

    @Test func anErrorThatNamesNoItemRefusesTheBatch() throws {
        for index in [nil, 7, -1] as [Int?] {
            var push = push(batch(2))
            _ = push.next()
            push.take(try errors([("INVALID_REASON", index)]))
            #expect(push.next() == nil)
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
        _ = push.next()
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
        _ = push.next()
        push.take(try answer(try recorded(name)))
        #expect(push.next() == nil)
        #expect(push.report.verdict == .answered(Array(repeating: .refused(message), count: count)))
    }

    @Test(arguments: ["damaged"])
    func readsRecordedErrorsOfTheWhole(name: String) throws {
        var push = push(batch(1))
        _ = push.next()
        push.take(try answer(try recorded(name)))
        guard case .batchRefused = push.report.verdict else {
            Issue.record("\(push.report.verdict)")
            return
        }
    }

    @Test(arguments: ["missingSetIdempotency", "missingSetChangeFromQuantity", "legacySetShape"])
    func readsRecordedRefusals(name: String) throws {
        var push = push(batch(1))
        _ = push.next()
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
