import Inventory
import Sync

/// Keeps a ledger of its own from the orders it hears of, each once.
@SimulationActor
class LedgerReactor: RushReactor {
    private(set) var rush: Rush?
    private(set) var held: [SKU: Int64] = [:]
    private var seen: Set<Int64> = []
    private var chance = Chance(seed: 0)

    func begin(_ rush: Rush) async throws {
        self.rush = rush
        chance = Chance(seed: rush.options.seed ^ 0xA5A5)
        for sku in rush.skus { held[sku] = Int64(rush.options.stock) }
    }

    func heard(_ facts: DeliveryFacts, number: Int64, of shop: SimulatedShop) async throws {
        guard case .order(let order) = facts, seen.insert(number).inserted else { return }
        for line in order.lines {
            guard let sku = line.sku else { continue }
            held[sku, default: 0] -= line.quantity
            changed(sku)
        }
    }

    func changed(_ sku: SKU) {}

    func end() async throws {}

    /// A request to a shop takes a third of a second to a second.
    func request(_ body: @escaping @SimulationActor () -> Void) {
        rush?.events.after(milliseconds: chance.number(in: 300...1_000)) { body() }
    }

    func set(_ sku: SKU, at shop: SimulatedShop) {
        let count = max(0, held[sku] ?? 0)
        request {
            guard let level = shop.item(carrying: sku) else { return }
            shop.change(level.itemId, by: count - level.available)
        }
    }
}

/// Every order sets the count of every shop, whatever it shows.
final class BlindSetReactor: LedgerReactor {
    override func changed(_ sku: SKU) {
        for shop in rush?.shops ?? [] { set(sku, at: shop) }
    }
}

/// Sets what has changed at every shop, once in so many minutes.
final class PeriodicReactor: LedgerReactor {
    private let minutes: Int
    private var changedSKUs: Set<SKU> = []
    private var isPlanned = false

    init(minutes: Int) {
        self.minutes = minutes
    }

    override func changed(_ sku: SKU) {
        changedSKUs.insert(sku)
        guard !isPlanned, let rush else { return }
        isPlanned = true
        let period = Int64(minutes) * 60_000
        let rest = period - rush.clock.now.millisecondsSinceEpoch % period
        rush.events.after(milliseconds: rest) { [self] in push() }
    }

    private func push() {
        isPlanned = false
        for sku in changedSKUs.sorted() {
            for shop in rush?.shops ?? [] { set(sku, at: shop) }
        }
        changedSKUs = []
    }
}

/// Every delivery takes its units off every other shop; a delivery that comes twice does so twice.
final class DeltaReactor: LedgerReactor {
    override func heard(_ facts: DeliveryFacts, number: Int64, of shop: SimulatedShop) async throws {
        guard case .order(let order) = facts else { return }
        for line in order.lines {
            guard let sku = line.sku else { continue }
            for other in rush?.shops ?? [] where other !== shop {
                request {
                    if let level = other.item(carrying: sku) { other.change(level.itemId, by: -line.quantity) }
                }
            }
        }
    }
}
