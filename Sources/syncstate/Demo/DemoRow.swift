/// A SKU as the interface shows it, as far as the demo asks.
struct DemoRow: Decodable, Sendable {
    struct Channel: Decodable, Sendable {
        let channelId: String
        let unexplained: Int64
        let missing: Int64
        let surplus: Int64
        let contested: Bool
        /// What it is to show by the formula.
        let target: Int64

        /// What is not as it should be when all is quiet; nil when nothing is.
        func trouble(showing count: Int64?, of sku: String) -> String? {
            if contested { return "\(channelId) is contested about \(sku)" }
            if missing != 0 || surplus != 0 {
                return "\(channelId) has \(missing) \(sku) missing and \(surplus) too many that nobody explained"
            }
            guard count != target else { return nil }
            return "\(channelId) shows \(count.map { "\($0)" } ?? "nothing") of \(sku), not \(target)"
        }
    }

    let sku: String
    let physical: Int64
    let channels: [Channel]

    func channel(_ id: String) -> Channel? { channels.first { $0.channelId == id } }
}

extension APIClient {
    /// Past every cache.
    func demoRow(_ sku: String) async throws -> DemoRow {
        try await call("GET", "/v1/inventory/\(sku)", query: [("consistent", "true")]).data()
    }
}
