import Inventory
import Testing

@Suite("The count formula and its buffers")
struct CountFormulaTests {
    func level(_ physical: Int64, reserved: Int64 = 0, suspense: Int64 = 0) throws -> Level {
        Level(
            sku: try SKU("A"),
            physical: physical,
            reserved: reserved,
            suspense: suspense,
            tracked: true,
            updatedAt: .distantPast
        )
    }

    @Test("max(0, physical - reserved - suspense - buffer)")
    func formula() throws {
        let rule = try BufferRule(amount: .units(2))
        #expect(try level(10, reserved: 1, suspense: 3).count(under: rule) == 4)
        #expect(try level(3, reserved: 1, suspense: 1).count(under: rule) == 0)
        #expect(try level(-4).count(under: rule) == 0)
    }

    @Test(
        "A percentage of physical is rounded up and never negative",
        arguments: [(10, 1000, 9), (11, 1000, 9), (1, 1, 0), (100, 3333, 66), (0, 5000, 0), (-8, 5000, 0)]
    )
    func percent(physical: Int64, hundredths: Int64, count: Int64) throws {
        let rule = try BufferRule(amount: .percent(Percent(hundredths: hundredths)))
        #expect(try level(physical).count(under: rule) == count)
    }

    @Test("A percentage of the largest ledger does not overflow")
    func percentOfEverything() throws {
        let rule = try BufferRule(amount: .percent(Percent(hundredths: 10_000)))
        #expect(try level(.max / 2).count(under: rule) == 0)
    }

    @Test("Floor publishes 0 at or below, cap never more; either stands alone")
    func floorAndCap() throws {
        let floor = try BufferRule(floor: 5)
        #expect(try level(5).count(under: floor) == 0)
        #expect(try level(6).count(under: floor) == 6)
        #expect(try level(8, reserved: 3).count(under: floor) == 0)
        let cap = try BufferRule(cap: 4)
        #expect(try level(9).count(under: cap) == 4)
        #expect(try level(3).count(under: cap) == 3)
        let both = try BufferRule(amount: .units(1), floor: 2, cap: 3)
        #expect(try level(9).count(under: both) == 3)
        #expect(try level(3).count(under: both) == 2)
        #expect(try level(2).count(under: both) == 0)
    }

    @Test("The most specific rule wins whole: (channel, sku) > sku > channel > tenant > setting")
    func precedence() throws {
        let (sku, channel) = (try SKU("A"), try ChannelID("shop"))
        func units(_ units: Int64) throws -> BufferRule { try BufferRule(amount: .units(units)) }
        var rules = BufferRules(fallback: try units(1))
        #expect(rules.inForce(for: sku, on: channel).rule == (try units(1)))
        rules.byScope[.tenant] = try units(2)
        #expect(rules.inForce(for: sku, on: channel).source == .default)
        rules.byScope[BufferScope(channel: channel)] = try units(3)
        #expect(rules.inForce(for: sku, on: channel).source == .channel)
        #expect(rules.inForce(for: sku).rule == (try units(2)))
        rules.byScope[BufferScope(sku: sku)] = try units(4)
        #expect(rules.inForce(for: sku, on: channel).source == .sku)
        rules.byScope[BufferScope(channel: channel, sku: sku)] = try BufferRule(cap: 5)
        #expect(rules.inForce(for: sku, on: channel).rule == (try BufferRule(cap: 5)))
        #expect(rules.inForce(for: sku, on: try ChannelID("other")).source == .sku)
    }

    @Test("What makes no sense is refused by name")
    func refusals() {
        #expect(throws: InvalidValue.self) { try BufferRule() }
        #expect(throws: InvalidValue.self) { try BufferRule(amount: .units(-1)) }
        #expect(throws: InvalidValue.self) { try BufferRule(floor: -1) }
        #expect(throws: InvalidValue.self) { try BufferRule(cap: Quantity.limit + 1) }
        #expect(throws: InvalidValue.self) { try Percent(hundredths: 10_001) }
    }
}
