import SeededRandom

/// Customers and staff of some shops: random actions, the same ones from the same seed.
package struct StorefrontTraffic: Sendable {
    package struct Mix: Sendable {
        /// Shares of all actions; what is left of 1 is edits by hand.
        package var sales: Double
        package var refunds: Double
        package var cancellations: Double

        package init(sales: Double = 0.74, refunds: Double = 0.12, cancellations: Double = 0.08) {
            self.sales = sales
            self.refunds = refunds
            self.cancellations = cancellations
        }
    }

    private let shops: [SandboxShop]
    private let mix: Mix
    private let spared: Set<String>
    private var random: SeededGenerator

    /// `sparing` are SKUs that nobody touches here: somebody else plays with them.
    package init(shops: [SandboxShop], seed: UInt64, mix: Mix = Mix(), sparing spared: Set<String> = []) {
        precondition(!shops.isEmpty, "traffic needs a shop")
        self.shops = shops
        self.mix = mix
        self.spared = spared
        random = SeededGenerator(seed: seed)
    }

    /// Acts at this rate on average, at uneven distances, until cancelled.
    package mutating func run(perSecond: Double) async throws {
        while true {
            let share = Double.random(in: 0..<1, using: &random)
            try await Task.sleep(for: .seconds(2 * share / perSecond))
            act()
        }
    }

    /// One action of somebody, somewhere. An empty shelf is filled up again.
    package mutating func act() {
        let shop = shops[Int.random(in: 0..<shops.count, using: &random)]
        let choice = Double.random(in: 0..<1, using: &random)
        do throws(SandboxRefusal) {
            if choice < mix.sales {
                try sell(in: shop)
            } else if choice < mix.sales + mix.refunds {
                try refund(in: shop)
            } else if choice < mix.sales + mix.refunds + mix.cancellations {
                try cancel(in: shop)
            } else {
                try edit(in: shop)
            }
        } catch {
            // Another customer was faster, or the API wrote less: nothing happened, as in any shop.
            return
        }
    }

    private mutating func sell(in shop: SandboxShop) throws(SandboxRefusal) {
        let levels = levels(of: shop).filter { $0.value > 0 }
        guard !levels.isEmpty else { return try edit(in: shop) }
        var wanted: [(sku: String, quantity: Int64)] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let (sku, available) = levels[Int.random(in: 0..<levels.count, using: &random)]
            guard !wanted.contains(where: { $0.sku == sku }) else { continue }
            wanted.append((sku, Int64.random(in: 1...min(3, available), using: &random)))
        }
        try shop.sell(wanted)
    }

    private mutating func refund(in shop: SandboxShop) throws(SandboxRefusal) {
        guard let orderId = someOrder(of: shop) else { return try sell(in: shop) }
        let rest = shop.remainder(of: orderId)
        guard !rest.isEmpty else { return }
        let (sku, quantity) = rest[Int.random(in: 0..<rest.count, using: &random)]
        let isDamaged = Int.random(in: 0..<4, using: &random) == 0
        try shop.refund(
            orderId,
            sku: sku,
            quantity: Int64.random(in: 1...quantity, using: &random),
            restock: isDamaged ? .noRestock : .return,
            note: isDamaged ? "Arrived damaged" : "Changed mind"
        )
    }

    private mutating func cancel(in shop: SandboxShop) throws(SandboxRefusal) {
        guard let orderId = someOrder(of: shop) else { return try sell(in: shop) }
        try shop.cancel(orderId)
    }

    private mutating func edit(in shop: SandboxShop) throws(SandboxRefusal) {
        let levels = levels(of: shop)
        guard !levels.isEmpty else { return }
        // Whoever counts finds the emptiest shelf first.
        let (sku, available) = levels.min { $0.value < $1.value } ?? levels[0]
        try shop.edit(sku, to: available + Int64.random(in: 5...20, using: &random))
    }

    /// One of the last orders: old ones are left alone.
    private mutating func someOrder(of shop: SandboxShop) -> Int64? {
        shop.openOrders().suffix(20)
            .filter { order in !shop.remainder(of: order).contains { spared.contains($0.sku) } }
            .randomElement(using: &random)
    }

    private func levels(of shop: SandboxShop) -> [(key: String, value: Int64)] {
        shop.levels().filter { !spared.contains($0.key) }.sorted { $0.key < $1.key }
    }
}
