/// What was asked under which key, and how it ended. Shopify keeps keys for 24 hours; this one keeps the last ten
/// thousand.
struct IdempotencyMemory: Sendable {
    enum Outcome: Sendable {
        case succeeded(JSONValue)
        case failed
    }

    enum Recollection: Sendable {
        case unknown
        /// The same request was carried out: its answer stands.
        case repeated(JSONValue)
        case previousAttemptFailed
        case otherParameters
    }

    static let capacity = 10_000

    private var entries: [String: (parameters: JSONValue, outcome: Outcome)] = [:]
    private var order: [String] = []
    private var oldest = 0

    func recall(_ key: String, _ parameters: JSONValue) -> Recollection {
        guard let entry = entries[key] else { return .unknown }
        guard entry.parameters == parameters.canonical else { return .otherParameters }
        switch entry.outcome {
        case .succeeded(let answer): return .repeated(answer)
        case .failed: return .previousAttemptFailed
        }
    }

    mutating func remember(_ key: String, _ parameters: JSONValue, _ outcome: Outcome) {
        if entries.updateValue((parameters.canonical, outcome), forKey: key) != nil { return }
        if order.count < Self.capacity {
            order.append(key)
            return
        }
        entries[order[oldest]] = nil
        order[oldest] = key
        oldest = (oldest + 1) % Self.capacity
    }
}
