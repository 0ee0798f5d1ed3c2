import Foundation
import Inventory
import Sync
import Testing

@testable import CurlClient
@testable import Shopify

/// Answers of a real development store. See `Fixtures/SOURCES.md` for what of them was put together.
struct RecordedAnswersTests {
    private func answer<Operation: AdminOperation>(_ operation: Operation.Type) throws -> AdminAnswer<Operation.Answer>
    {
        let all = try JSONDecoder().decode([String: JSONTree].self, from: Data(try Samples.fixture("recorded/reads")))
        return try decode(try #require(all[operation.name]).bytes)
    }

    private func decode<Value>(_ body: [UInt8]) throws(AdminFailure) -> AdminAnswer<Value> {
        try AdminAnswer(
            OutboundResponse(
                status: 200,
                headers: ResponseHeaders(),
                body: body,
                timings: OutboundResponse.Timings(queued: .zero, connect: .zero, firstByte: .zero, total: .zero)
            )
        )
    }

    @Test func everyCostIsReadAndBelieved() throws {
        let costs = try JSONDecoder().decode([AdminCost].self, from: Data(try Samples.fixture("recorded/costs")))
        #expect(costs.count == 83)
        var bucket = PointBucket(now: .distantPast)
        for cost in costs {
            let throttle = try #require(cost.throttle)
            #expect(throttle.maximum >= 1000 && throttle.restoreRate >= 50 && throttle.available <= throttle.maximum)
            #expect(cost.requestedQueryCost != nil)
            bucket.settle(0, throttle, at: .distantPast)
            #expect(bucket.state(at: .distantPast) == throttle)
        }
    }

    @Test func everyAnswerToAWriteIsUnderstood() throws {
        let all = try JSONDecoder().decode(
            [JSONTree].self,
            from: Data(try Samples.fixture("recorded/set_quantities_all"))
        )
        var (written, codes, refused): (Int, Set<String>, Set<String>) = (0, [], [])
        for tree in all {
            do throws(AdminFailure) {
                let answer: AdminAnswer<SetQuantities.Answer> = try decode(try bytes(of: tree))
                let payload = answer.value.inventorySetQuantities
                for error in payload.userErrors {
                    codes.insert(error.code ?? "")
                    let isOfAnItem = error.field?.contains("quantities") == true
                    #expect((error.quantityIndex != nil) == isOfAnItem)
                }
                if payload.userErrors.isEmpty { written += 1 }
                #expect(answer.throttle != nil)
            } catch {
                #expect(error.isRequestRefused && !error.error.mayHaveHappened, "\(error.error.reason)")
                refused.insert(error.error.reason)
            }
        }
        #expect(written > 0 && refused.count >= 2)
        #expect(
            codes == [
                "INVALID_INVENTORY_ITEM", "INVALID_LOCATION", "INVALID_NAME", "INVALID_QUANTITY_NEGATIVE",
                "INVALID_QUANTITY_TOO_HIGH", "INVALID_QUANTITY_TOO_LOW", "INVALID_REASON",
                "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR",
            ]
        )
    }

    /// A tree that was read can be written.
    private func bytes(of tree: JSONTree) throws(AdminFailure) -> [UInt8] {
        do { return try tree.bytes } catch { throw AdminFailure.cancelled }
    }

    @Test func levelsAreRead() throws {
        let byItem = try answer(LevelsByItem.self).value.nodes
        let stocked = try answer(LocationLevels.self).value.location?.inventoryLevels
        let items = byItem.compactMap(\.self)
        #expect(items.count > 4 && byItem.count == items.count + 1)
        #expect(items.map(\.id) == stocked?.nodes.map(\.item.id))
        #expect(items.contains { !$0.tracked } && items.contains { $0.tracked })
        for item in items {
            let level = try #require(item.inventoryLevel)
            #expect(level.quantities.count == 1 && level.updatedAt.timestamp.iso8601.hasPrefix("2026-"))
        }
        #expect(stocked?.pageInfo.next == nil)
    }

    @Test func ordersAreRead() throws {
        let orders = try answer(OrdersUpdatedSince.self).value.orders.nodes.map(\.snapshot)
        #expect(orders.map(\.orderId) == [8_838_022_037_810, 8_838_022_103_346])
        #expect(orders.flatMap(\.refunds).flatMap(\.lines).map(\.restock) == [.return, .noRestock])
        let one = try #require(try answer(OrderByID.self).value.order)
        #expect(one.isWhole && one.snapshot == orders[0])
        #expect(one.snapshot.refunds.map(\.note) == ["partial line item and shipping refund"])
        #expect(one.snapshot.refunds.map(\.createdAt) == [Timestamp(iso8601: "2026-06-22T23:01:16Z")])
        let lines = try #require(try answer(OrderLinesPage.self).value.order)
        #expect(lines.lineItems.nodes.map(\.quantity) == [3, 4])
        let refund = try #require(try answer(RefundLinesPage.self).value.refund)
        #expect(refund.refundLineItems.nodes.map(\.line) == orders[1].refunds[0].lines)
    }
}
