import Inventory
import SeededRandom
import Testing

@Suite("Orders and refunds are merged, not replayed")
struct OrderStateTests {
    static let origin: Int64 = 1_790_000_000_000

    enum Fact {
        case snapshot(OrderSnapshot)
        case refund(Refund)
    }

    @Test("Any interleaving, duplication and delay of one order's facts ends in the same stock", arguments: 0..<400)
    func interleavings(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let facts = try Self.history(&random)
        let reference = Self.play(facts)
        for _ in 0..<8 {
            var delivered = facts + facts.filter { _ in Bool.random(using: &random) }
            delivered.shuffle(using: &random)
            let played = Self.play(delivered)
            #expect(played.state.consumed == reference.state.consumed)
            #expect(played.stock == reference.stock)
            #expect(played.refunds == reference.refunds, "each refund is new exactly once")
        }
        #expect(reference.stock == reference.state.consumed.mapValues { -$0 })
    }

    @Test("A fact that never came as a webhook is healed by the snapshot that carries it")
    func healing() throws {
        let (sku, refund) = (try SKU("A"), try Self.refund(7, of: 1, sku: "A", 2, .cancel, at: 5))
        var whole = OrderState(orderId: 1)
        _ = whole.merge(Self.snapshot(at: 0, [(1, sku, 3)]))
        _ = whole.merge(refund)
        var healed = OrderState(orderId: 1)
        _ = healed.merge(Self.snapshot(at: 6, [(1, sku, 3)], refunds: [refund]))
        #expect(whole.consumed == [sku: 1])
        #expect(healed.consumed == whole.consumed)
    }

    @Test("Goods that are not restocked stay gone", arguments: RestockType.allCases)
    func restockTypes(type: RestockType) throws {
        let sku = try SKU("A")
        var order = OrderState(orderId: 1)
        _ = order.merge(Self.snapshot(at: 0, [(1, sku, 2)]))
        _ = order.merge(try Self.refund(1, of: 1, sku: "A", 1, type, at: 1))
        #expect(order.consumed[sku] == (type == .noRestock ? 2 : 1))
    }

    @Test("A refund before its order is a negative consumption that the order completes")
    func refundFirst() throws {
        let sku = try SKU("A")
        var order = OrderState(orderId: 1)
        #expect(order.merge(try Self.refund(1, of: 1, sku: "A", 1, .return, at: 9)).effects.map(\.physicalDelta) == [1])
        let effects = order.merge(Self.snapshot(at: 0, [(1, sku, 3)]))
        #expect(effects.effects.map(\.physicalDelta) == [-3])
        #expect(order.consumed == [sku: 2])
    }

    @Test("An older snapshot changes no lines but its refunds still merge")
    func olderSnapshot() throws {
        let sku = try SKU("A")
        var order = OrderState(orderId: 1)
        _ = order.merge(Self.snapshot(at: 10, [(1, sku, 3)]))
        let late = Self.snapshot(
            at: 5,
            [(1, sku, 9)],
            refunds: [try Self.refund(1, of: 1, sku: "A", 1, .cancel, at: 4)]
        )
        let effects = order.merge(late)
        #expect(effects.isStale)
        #expect(effects.effects.map(\.physicalDelta) == [1])
        #expect(order.consumed == [sku: 2])
    }

    @Test("Two snapshots of one second that differ keep what is held and ask for a re-read")
    func sameSecond() throws {
        let sku = try SKU("A")
        var order = OrderState(orderId: 1)
        _ = order.merge(Self.snapshot(at: 10, [(1, sku, 3)]))
        let effects = order.merge(Self.snapshot(at: 10, [(1, sku, 4)]))
        #expect(effects.effects.isEmpty)
        #expect(order.needsReread)
        #expect(order.consumed == [sku: 3])
        _ = order.merge(Self.snapshot(at: 11, [(1, sku, 4)]))
        #expect(!order.needsReread)
        #expect(order.consumed == [sku: 4])
    }

    @Test("A line that is edited away gives its units back")
    func edit() throws {
        let (a, b) = (try SKU("A"), try SKU("B"))
        var order = OrderState(orderId: 1)
        _ = order.merge(Self.snapshot(at: 0, [(1, a, 3), (2, b, 1)]))
        let effects = order.merge(Self.snapshot(at: 5, [(1, a, 1)]))
        #expect(effects.effects.map { "\($0.sku)\($0.physicalDelta)" } == ["A2", "B1"])
    }

    @Test("The stored form reads back as it was written, and damage is noticed", arguments: 0..<50)
    func storedForm(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let state = Self.play(try Self.history(&random)).state
        let bytes = state.encoded()
        let read = try OrderState(encoded: bytes)
        #expect(read.consumed == state.consumed)
        #expect(read.encoded() == bytes)
        for cut in 0..<bytes.count {
            #expect(throws: DamagedValue.self) { try OrderState(encoded: Array(bytes[..<cut])) }
        }
    }

    // MARK: Facts

    /// An order's life: snapshots of rising times, each with all refunds so far, and the refunds by themselves.
    static func history(_ random: inout SeededGenerator) throws -> [Fact] {
        let skus = try ["A", "B", "C"].map { try SKU($0) }
        var lines = (1...Int.random(in: 1...4, using: &random)).map { id in
            (Int64(id), skus.randomElement(using: &random), Int64.random(in: 1...5, using: &random))
        }
        var refunds: [Refund] = []
        var facts: [Fact] = [.snapshot(snapshot(at: 0, lines))]
        for step in 1...Int64.random(in: 2...6, using: &random) {
            if Bool.random(using: &random) {
                let line = Int.random(in: 0..<lines.count, using: &random)
                let refund = Refund(
                    refundId: step,
                    createdAt: time(step * 10),
                    note: nil,
                    lines: [
                        RefundLine(
                            lineId: lines[line].0,
                            sku: lines[line].1,
                            quantity: 1,
                            restock: RestockType.allCases.randomElement(using: &random) ?? .cancel
                        )
                    ]
                )
                refunds.append(refund)
                facts.append(.refund(refund))
            } else {
                let line = Int.random(in: 0..<lines.count, using: &random)
                lines[line].2 = Int64.random(in: 0...6, using: &random)
            }
            facts.append(.snapshot(snapshot(at: step * 10, lines, refunds: refunds)))
        }
        return facts
    }

    static func play(_ facts: [Fact]) -> (state: OrderState, stock: [SKU: Int64], refunds: [Int64]) {
        var state = OrderState(orderId: 1)
        var stock: [SKU: Int64] = [:]
        var refunds: [Int64] = []
        for fact in facts {
            let effects =
                switch fact {
                case .snapshot(let snapshot): state.merge(snapshot)
                case .refund(let refund): state.merge(refund)
                }
            for effect in effects.effects { stock[effect.sku, default: 0] += effect.physicalDelta }
            refunds += effects.newRefunds.map(\.refundId)
        }
        return (state, stock.filter { $0.value != 0 }, refunds.sorted())
    }

    static func time(_ seconds: Int64) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: origin + seconds * 1000)
    }

    static func snapshot(
        at seconds: Int64,
        _ lines: [(Int64, SKU?, Int64)],
        refunds: [Refund] = []
    ) -> OrderSnapshot {
        OrderSnapshot(
            orderId: 1,
            createdAt: time(0),
            updatedAt: time(seconds),
            lines: lines.map { OrderLine(lineId: $0.0, sku: $0.1, quantity: $0.2) },
            refunds: refunds
        )
    }

    static func refund(
        _ id: Int64,
        of line: Int64,
        sku: String,
        _ quantity: Int64,
        _ type: RestockType,
        at seconds: Int64
    ) throws -> Refund {
        Refund(
            refundId: id,
            createdAt: time(seconds),
            note: nil,
            lines: [RefundLine(lineId: line, sku: try SKU(sku), quantity: quantity, restock: type)]
        )
    }
}
