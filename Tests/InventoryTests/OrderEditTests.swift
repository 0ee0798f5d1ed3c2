import Inventory
import Testing

@Suite("Orders from before a baseline: contained as they were, edits are not")
struct OrderEditTests {
    private let sku = SKU(stored: "A")

    private func snapshot(
        _ quantity: Int64,
        created: Int64 = 0,
        updated: Int64,
        isEdited: Bool? = nil
    ) -> OrderSnapshot {
        OrderSnapshot(
            orderId: 1,
            createdAt: Shop.time(created),
            updatedAt: Shop.time(updated),
            lines: [OrderLine(lineId: 9, sku: sku, quantity: quantity)],
            refunds: [],
            isEdited: isEdited
        )
    }

    private func edit(_ quantity: Int64, at seconds: Int64?) -> OrderEdit {
        OrderEdit(
            orderId: 1,
            committedAt: seconds.map(Shop.time),
            additions: [OrderEdit.Addition(lineId: 9, quantity: quantity)]
        )
    }

    private func described(_ effects: OrderEffects) -> [String] {
        effects.effects.map { "\($0.units)@\($0.moment.seconds - Shop.time(0).seconds)" }
    }

    /// Merges a first snapshot as somebody does who has a baseline at `seconds`.
    private func mergeFirst(_ order: inout OrderState, _ first: OrderSnapshot, baseline seconds: Int64) -> [String] {
        let effects = order.merge(first)
        for effect in effects.effects where effect.moment.seconds <= Shop.time(seconds).seconds {
            order.noteContained(effect, in: Shop.time(seconds), isEditTold: first.isEdited != nil)
        }
        return described(effects)
    }

    @Test("Units of an order that was not edited date from its creation")
    func unedited() {
        var order = OrderState(orderId: 1)
        #expect(mergeFirst(&order, snapshot(3, updated: 40, isEdited: false), baseline: 20) == ["3@0"])
        #expect(!order.needsReread)
    }

    @Test("Additions that an edit is known for date from the edit, whichever came first")
    func knownAdditions() {
        var editFirst = OrderState(orderId: 1)
        #expect(described(editFirst.merge(edit(2, at: 30))) == [])
        #expect(editFirst.reread == .edit)
        #expect(described(editFirst.merge(snapshot(5, updated: 40))) == ["2@30", "3@0"])
        var snapshotFirst = OrderState(orderId: 1)
        #expect(mergeFirst(&snapshotFirst, snapshot(5, updated: 40), baseline: 20) == ["5@0"])
        #expect(described(snapshotFirst.merge(edit(2, at: 30))) == ["2@30"])
        #expect(described(snapshotFirst.merge(edit(2, at: 30))) == [], "twice told, once moved")
    }

    @Test("An addition to what was never held back is in the next snapshot, not in the news of it")
    func additionAfterwards() {
        var order = OrderState(orderId: 1)
        _ = order.merge(snapshot(3, updated: 0))
        #expect(described(order.merge(edit(2, at: 30))) == [])
        #expect(described(order.merge(snapshot(6, updated: 40))) == ["2@30", "1@40"])
    }

    @Test("Whether an order from before a baseline was edited since is asked for once")
    func history() {
        var order = OrderState(orderId: 1)
        _ = mergeFirst(&order, snapshot(3, updated: 40), baseline: 20)
        #expect(order.reread == .history)
        #expect(described(order.merge(snapshot(3, updated: 40, isEdited: false), isReread: true)) == [])
        #expect(!order.needsReread)
        var settled = OrderState(orderId: 1)
        _ = mergeFirst(&settled, snapshot(3, updated: 20), baseline: 20)
        #expect(!settled.needsReread, "nothing has changed since the baseline")
    }

    @Test("Edited at a time that nobody tells: not contained")
    func unknownHistory() {
        var told = OrderState(orderId: 1)
        #expect(mergeFirst(&told, snapshot(3, updated: 40, isEdited: true), baseline: 20) == ["3@40"])
        var asked = OrderState(orderId: 1)
        #expect(mergeFirst(&asked, snapshot(3, updated: 40), baseline: 20) == ["3@0"])
        #expect(described(asked.merge(snapshot(3, updated: 40, isEdited: true), isReread: true)) == ["3@40"])
        #expect(described(asked.merge(snapshot(3, updated: 40, isEdited: true), isReread: true)) == [])
    }

    @Test("Only the re-read of an edited order ends the need for it")
    func editNeedsReread() {
        var order = OrderState(orderId: 1)
        _ = order.merge(snapshot(3, updated: 0))
        _ = order.merge(edit(1, at: nil))
        _ = order.merge(snapshot(3, updated: 5))
        #expect(order.reread == .edit, "a late snapshot from before the edit")
        #expect(described(order.merge(snapshot(4, updated: 9), isReread: true)) == ["1@9"])
        #expect(!order.needsReread)
    }

    @Test("A re-read is believed though it is of the same second")
    func rereadOfTheSameSecond() {
        var order = OrderState(orderId: 1)
        _ = order.merge(snapshot(3, updated: 10))
        _ = order.merge(snapshot(4, updated: 10))
        #expect(order.reread == .conflict)
        #expect(described(order.merge(snapshot(4, updated: 10), isReread: true)) == ["1@10"])
        #expect(!order.needsReread && order.consumed == [sku: 4])
    }

    @Test("A re-read that is older than what is held changes nothing and is repeated")
    func olderReread() {
        var order = OrderState(orderId: 1)
        _ = order.merge(snapshot(3, updated: 10))
        _ = order.merge(edit(1, at: 12))
        let effects = order.merge(snapshot(2, updated: 9), isReread: true)
        #expect(effects.isStale && order.needsReread && order.consumed == [sku: 3])
        order.schedule(now: Shop.now, pause: .seconds(5))
        #expect(order.lookAt == Shop.later(5))
        order.endReread()
        order.schedule(now: Shop.now)
        #expect(order.lookAt == nil)
    }

    @Test("The stored form holds edits, too")
    func storedForm() throws {
        var order = OrderState(orderId: 1)
        _ = mergeFirst(&order, snapshot(5, updated: 40), baseline: 20)
        _ = order.merge(edit(2, at: 30))
        order.schedule(now: Shop.now)
        #expect(try OrderState(encoded: order.encoded()) == order)
    }
}
