/// A rush: every SKU is put on sale at all shops at once, sells out within minutes, and the next one follows.
package struct RushOptions: Sendable {
    package var seed: UInt64
    /// Orders that there are units for.
    package var orders: Int
    package var shops = 4
    /// Units of each SKU.
    package var stock = 40
    /// Customers for each unit.
    package var demand = 1.3
    /// Within how long most of a SKU's customers come.
    package var rushSeconds = 180.0
    /// How long half of the webhooks take.
    package var delaySeconds: Double

    package init(seed: UInt64, orders: Int, delaySeconds: Double = 2) {
        self.seed = seed
        self.orders = orders
        self.delaySeconds = delaySeconds
    }
}

/// How a shop's stock is kept in step with the others'.
package enum RushStrategy: Hashable, Sendable {
    /// The real use cases, with so many units kept back.
    case syncState(buffer: Int64)
    /// Every order sets the count of every shop to the ledger's.
    case blindSet
    /// The ledger's counts are set at every shop every so many minutes.
    case periodic(minutes: Int)
    /// Every delivery of an order takes its units off every other shop.
    case adjustDeltas

    package static let all: [RushStrategy] = [
        .syncState(buffer: 0), .syncState(buffer: 1), .blindSet, .adjustDeltas, .periodic(minutes: 1),
        .periodic(minutes: 5),
    ]

    package var name: String {
        switch self {
        case .syncState(0): "SyncState"
        case .syncState(let buffer): "SyncState, buffer of \(buffer)"
        case .blindSet: "blind absolute set"
        case .periodic(let minutes): minutes == 1 ? "push every minute" : "push every \(minutes) minutes"
        case .adjustDeltas: "delta adjust, no dedup"
        }
    }
}

/// What came of a rush.
package struct RushOutcome: Sendable {
    package let strategy: RushStrategy
    package let options: RushOptions
    package var orders = 0
    /// Units sold that nobody had.
    package var oversold = 0
    /// Customers turned away from a shop that showed nothing while the merchant still had units that were never sold.
    package var lostToCaution = 0

    init(strategy: RushStrategy, options: RushOptions) {
        self.strategy = strategy
        self.options = options
    }

    package var oversoldPer10k: Double { perTenThousand(oversold) }
    package var lostPer10k: Double { perTenThousand(lostToCaution) }

    private func perTenThousand(_ count: Int) -> Double { orders == 0 ? 0 : Double(count) * 10_000 / Double(orders) }
}
