import Foundation
import Inventory
import Sync

/// One rush under one strategy. Customers, their shops and the delays of the webhooks are the same for every strategy of a
/// seed; what the shops show is the strategy's doing.
@SimulationActor
final class Rush {
    let options: RushOptions
    let clock = VirtualClock()
    let events: EventQueue
    let shops: [SimulatedShop]
    let skus: [SKU]
    private var left: [SKU: Int] = [:]
    private var turnedAway: [SKU: Int] = [:]
    private var outcome: RushOutcome
    private var reactor: (any RushReactor)?

    init(_ strategy: RushStrategy, _ options: RushOptions) {
        self.options = options
        outcome = RushOutcome(strategy: strategy, options: options)
        let clock = clock
        events = EventQueue(clock: clock)
        shops = (1...options.shops).map {
            SimulatedShop(number: $0, authority: .adopt, skewMilliseconds: 0, clock: clock)
        }
        skus = (1...max(1, options.orders / options.stock)).map { SKU(stored: "SKU-\($0)") }
        for sku in skus {
            left[sku] = options.stock
            for shop in shops { shop.stock(sku, available: Int64(options.stock)) }
        }
    }

    func run(_ reactor: any RushReactor) async throws -> RushOutcome {
        self.reactor = reactor
        try await reactor.begin(self)
        planCustomers()
        while try await events.next() {}
        try await reactor.end()
        for sku in skus { outcome.lostToCaution += min(turnedAway[sku] ?? 0, max(0, left[sku] ?? 0)) }
        return outcome
    }

    private func planCustomers() {
        var chance = Chance(seed: options.seed)
        let perSKU = Int(Double(options.stock) * options.demand)
        for (place, sku) in skus.enumerated() {
            var second = Double(place) * 20 + 60
            for _ in 0..<perSKU {
                // Exponential gaps: customers come independently of each other.
                second += -log(1 - chance.unit()) * options.rushSeconds / Double(perSKU)
                let shop = shops[chance.index(below: shops.count)]
                let post = Post(&chance, options)
                events.after(milliseconds: Int64(second * 1000)) { [self] in visit(shop, sku, post) }
            }
        }
    }

    private func visit(_ shop: SimulatedShop, _ sku: SKU, _ post: Post) {
        guard let item = shop.item(carrying: sku), item.available > 0 else {
            if (left[sku] ?? 0) > 0 { turnedAway[sku, default: 0] += 1 }
            return
        }
        let order = shop.sell([(item, 1)])
        outcome.orders += 1
        left[sku, default: 0] -= 1
        if (left[sku] ?? 0) < 0 { outcome.oversold += 1 }
        for delay in post.orderDelays {
            events.after(milliseconds: delay) { [self] in
                try await reactor?.heard(.order(order.snapshot(tellsEdits: false)), number: order.orderId, of: shop)
            }
        }
        if let delay = post.levelDelay { sendLevel(sku, of: shop, after: delay) }
    }

    /// The payload is put together halfway.
    func sendLevel(_ sku: SKU, of shop: SimulatedShop, after delay: Int64) {
        events.after(milliseconds: delay / 2) { [self] in
            guard let level = shop.item(carrying: sku) else { return }
            let number = shop.newNumber()
            let facts = LevelFacts(
                inventoryItemId: level.itemId,
                locationId: shop.locationId,
                available: level.available,
                updatedAt: level.updatedAt,
                isConnect: false
            )
            events.after(milliseconds: delay - delay / 2) { [self] in
                try await reactor?.heard(.level(facts), number: number, of: shop)
            }
        }
    }

    /// What becomes of the webhooks of one sale: drawn with the customer, so that no strategy is luckier than another.
    private struct Post {
        let orderDelays: [Int64]
        let levelDelay: Int64?

        init(_ chance: inout Chance, _ options: RushOptions) {
            let first = Self.delay(&chance, options)
            let isLost = chance.perMille(5)
            let isRepeated = chance.perMille(30)
            let second = first + Self.delay(&chance, options) + 10_000
            orderDelays = isLost ? [] : isRepeated ? [first, second] : [first]
            let level = Self.delay(&chance, options)
            levelDelay = chance.perMille(5) ? nil : level
        }

        /// Log-normal around the median, as queues make it; one in two hundred takes minutes.
        private static func delay(_ chance: inout Chance, _ options: RushOptions) -> Int64 {
            let normal = (-2 * log(1 - chance.unit())).squareRoot() * cos(2 * .pi * chance.unit())
            let usual = options.delaySeconds * exp(0.7 * normal)
            let isStuck = chance.perMille(5)
            return Int64((isStuck ? usual + 120 : usual) * 1000)
        }
    }
}

/// What hears of sales and sees to the counts.
@SimulationActor
protocol RushReactor: AnyObject {
    func begin(_ rush: Rush) async throws
    /// A webhook arrives; the same number again is the same webhook.
    func heard(_ facts: DeliveryFacts, number: Int64, of shop: SimulatedShop) async throws
    func end() async throws
}
