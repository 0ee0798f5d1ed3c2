/// Requests that cost alike: an operation, and the size of what it asks for in powers of two.
struct CostKind: Hashable, Sendable {
    let operation: String
    private let magnitude: Int
    /// Before the first answer.
    fileprivate let guess: Double

    init(_ operation: String, size: Int) {
        self.operation = operation
        magnitude = Int.bitWidth - size.leadingZeroBitCount
        guess = 10 + Double(1 << magnitude) / 5
    }

    static func == (one: Self, other: Self) -> Bool {
        one.operation == other.operation && one.magnitude == other.magnitude
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(operation)
        hasher.combine(magnitude)
    }
}

/// What requests were said to cost, so that the next one of a kind can be held points for before it is sent.
struct CostBook: Sendable {
    private var requested: [CostKind: Double] = [:]

    func expected(_ kind: CostKind) -> Double { requested[kind] ?? kind.guess }

    /// Shopify holds back what a request may cost at most, and gives back what it did not need.
    mutating func learn(_ kind: CostKind, _ cost: Double) {
        guard cost.isFinite, cost >= 0 else { return }
        requested[kind] = cost
    }
}
