import Sandbox

/// What happens on the stage.
extension DemoRun {
    /// What is unexplained settles within seconds; a busy machine may take longer.
    private static let longestAgreement = Duration.seconds(60)

    /// No edits by hand: shelves are filled by the warehouse, through our own interface.
    private static let mix = StorefrontTraffic.Mix(sales: 0.78, refunds: 0.13, cancellations: 0.09)

    private static let deliveryInterval = Duration.seconds(2)
    private static let scarce: Int64 = 8
    private static let deliverySize: Int64 = 25

    /// Customers come at the wanted rate, for the wanted time or until cancelled.
    func serveCustomers(_ stage: DemoStage, _ watch: DemoWatch, _ api: APIClient) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                var traffic = StorefrontTraffic(shops: stage.shops, seed: seed, mix: Self.mix)
                try await traffic.run(perSecond: rate)
            }
            tasks.addTask { try await fillShelves(watch, api) }
            if let duration { tasks.addTask { try await Task.sleep(for: duration) } }
            defer { tasks.cancelAll() }
            try await tasks.next()
        }
    }

    /// The warehouse delivers what runs out.
    private func fillShelves(_ watch: DemoWatch, _ api: APIClient) async throws {
        struct Adjustment: Encodable {
            let delta: Int64
            let reason = "restock"
            let reference = "warehouse"
        }
        while true {
            try await Task.sleep(for: Self.deliveryInterval)
            let scarcest = watch.model.available.min { ($0.value, $0.key) < ($1.value, $1.key) }
            guard let scarcest, scarcest.value < Self.scarce else { continue }
            _ = try await api.call(
                "POST",
                "/v1/inventory/\(scarcest.key)/adjustments",
                json: Adjustment(delta: Self.deliverySize)
            )
        }
    }

    /// Waits until every channel shows what it should, and says so, or which do not.
    func agree(_ stage: DemoStage, _ api: APIClient, _ verdict: DemoVerdict) async throws {
        let deadline = ContinuousClock.now + Self.longestAgreement
        var disagreements = try await disagreements(stage, api)
        while !disagreements.isEmpty, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(200))
            disagreements = try await self.disagreements(stage, api)
        }
        verdict.judge(disagreements)
    }

    /// What is wrong in a shop's channel is not called so while it is unexplained: then the shop is asked again first.
    private func disagreements(_ stage: DemoStage, _ api: APIClient) async throws -> [String] {
        struct Row: Decodable {
            struct Channel: Decodable {
                let channelId: String
                let unexplained: Int64
                let missing: Int64
                let target: Int64
            }
            let sku: String
            let channels: [Channel]
        }
        let shown = stage.shown
        var wrong: [String] = []
        for sku in DemoCatalogue.items.map(\.sku) {
            let row: Row = try await api.call("GET", "/v1/inventory/\(sku)", query: [("consistent", "true")]).data()
            for channel in row.channels where channel.unexplained == 0 && channel.missing == 0 {
                let count = shown[channel.channelId]?[sku]
                guard count != channel.target else { continue }
                let words = count.map { "\($0)" } ?? "nothing"
                wrong.append("\(channel.channelId) shows \(words) of \(sku), not \(channel.target)")
            }
        }
        return wrong
    }
}
