import Sandbox

/// What happens on the stage.
extension DemoRun {
    /// What is unexplained settles within seconds; a busy machine may take longer.
    private static let longestAgreement = Duration.seconds(60)

    /// Edits by hand are a scene of their own. Shelves are filled by the warehouse, through our own interface.
    private static let mix = StorefrontTraffic.Mix(sales: 0.78, refunds: 0.13, cancellations: 0.09)

    private static let countingInterval = Duration.seconds(1)
    private static let deliveryInterval = Duration.seconds(2)
    private static let scarce: Int64 = 8
    private static let deliverySize: Int64 = 25

    /// Customers come at the wanted rate and scenes are played, for the wanted time or until cancelled. What began is played
    /// to its end.
    func serveCustomers(_ stage: DemoStage, _ watch: DemoWatch, _ api: APIClient) async throws {
        let closing = duration.map { ContinuousClock.now + $0 }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                var traffic = StorefrontTraffic(
                    shops: stage.shops,
                    seed: seed,
                    mix: Self.mix,
                    sparing: DemoDirector.skus
                )
                try await traffic.run(perSecond: rate)
            }
            tasks.addTask { try await fillShelves(watch, api) }
            tasks.addTask { try await countEchoes(watch, api) }
            tasks.addTask {
                try await DemoDirector(stage: stage, watch: watch, api: api, closing: closing).run()
                if let closing { try await Task.sleep(until: closing) }
            }
            defer { tasks.cancelAll() }
            try await tasks.next()
        }
    }

    /// Reads from our own metrics what no commit tells of: a level webhook that says nothing new.
    private func countEchoes(_ watch: DemoWatch, _ api: APIClient) async throws {
        while true {
            let text = String(decoding: try await api.call("GET", "/metrics").body, as: UTF8.self)
            let line = text.split(separator: "\n").first { $0.hasPrefix(#"syncstate_webhooks_total{status="echo"}"#) }
            if let count = line?.split(separator: " ").last.flatMap({ Double($0) }) { watch.recognised(Int(count)) }
            try await Task.sleep(for: Self.countingInterval)
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

    /// Waits until every channel shows what it should and nothing is unexplained, and says so, or where it is not so.
    func agree(_ stage: DemoStage, _ api: APIClient, _ verdict: DemoVerdict) async throws {
        let deadline = ContinuousClock.now + Self.longestAgreement
        var disagreements = try await disagreements(stage, api)
        while !disagreements.isEmpty, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(200))
            disagreements = try await self.disagreements(stage, api)
        }
        verdict.judge(disagreements)
    }

    private func disagreements(_ stage: DemoStage, _ api: APIClient) async throws -> [String] {
        let shown = stage.shown
        var wrong: [String] = []
        for sku in DemoCatalogue.items.map(\.sku) {
            let row = try await api.demoRow(sku)
            if row.channels.count < DemoShops.all.count { wrong.append("not every channel knows \(sku)") }
            for channel in row.channels {
                if let trouble = channel.trouble(showing: shown[channel.channelId]?[sku], of: sku) {
                    wrong.append(trouble)
                }
            }
        }
        return wrong
    }
}
