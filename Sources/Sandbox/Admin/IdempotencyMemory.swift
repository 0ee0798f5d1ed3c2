/// What was asked under which key, and how it ended: for 24 hours as at Shopify, and at most the last ten thousand.
struct IdempotencyMemory: Sendable {
    enum Outcome: Sendable {
        /// Nil when nothing had to change.
        case succeeded(InventoryAdjustment?)
        case failed
    }

    enum Recollection: Sendable {
        case unknown
        /// The same request was carried out: its answer stands.
        case repeated(InventoryAdjustment?)
        case previousAttemptFailed
        case otherParameters
    }

    private struct Entry: Sendable {
        let parameters: JSONValue
        let outcome: Outcome
        let madeAt: ShopTime
    }

    static let capacity = 10_000
    static let lifetimeMilliseconds: Int64 = 24 * 3600 * 1000

    private var entries: [String: Entry] = [:]
    private var order: [String] = []
    private var oldest = 0

    func recall(_ key: String, _ parameters: JSONValue, at now: ShopTime) -> Recollection {
        guard let entry = entries[key], now.milliseconds - entry.madeAt.milliseconds < Self.lifetimeMilliseconds else {
            return .unknown
        }
        guard entry.parameters == parameters.canonical else { return .otherParameters }
        switch entry.outcome {
        case .succeeded(let adjustment): return .repeated(adjustment)
        case .failed: return .previousAttemptFailed
        }
    }

    mutating func remember(_ key: String, _ parameters: JSONValue, _ outcome: Outcome, at now: ShopTime) {
        let entry = Entry(parameters: parameters.canonical, outcome: outcome, madeAt: now)
        if entries.updateValue(entry, forKey: key) != nil { return }
        if order.count < Self.capacity {
            order.append(key)
            return
        }
        entries[order[oldest]] = nil
        order[oldest] = key
        oldest = (oldest + 1) % Self.capacity
    }
}
