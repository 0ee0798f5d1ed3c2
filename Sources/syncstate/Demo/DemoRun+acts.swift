import Sandbox

/// What happens on the stage.
extension DemoRun {
    /// What is unexplained settles within seconds; a busy machine may take longer.
    private static let longestAgreement = Duration.seconds(60)

    /// Customers come at the wanted rate, for the wanted time or until cancelled.
    func serveCustomers(_ stage: DemoStage) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                var traffic = StorefrontTraffic(shops: stage.shops, seed: seed)
                try await traffic.run(perSecond: rate)
            }
            if let duration { tasks.addTask { try await Task.sleep(for: duration) } }
            defer { tasks.cancelAll() }
            try await tasks.next()
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

    private func disagreements(_ stage: DemoStage, _ api: APIClient) async throws -> [String] {
        struct Row: Decodable {
            let sku: String
            let suspense: Int64
            let count: Int64
        }
        let rows = try await api.all("/v1/inventory", of: Row.self)
        let shown = stage.shown
        return rows.flatMap { row in
            let wrong = DemoShops.all.compactMap { channel -> String? in
                let count = shown[channel]?[row.sku]
                guard count != row.count else { return nil }
                return "\(channel) shows \(count.map { "\($0)" } ?? "nothing") of \(row.sku), not \(row.count)"
            }
            return row.suspense == 0 ? wrong : wrong + ["\(row.suspense) of \(row.sku) are unexplained"]
        }
    }
}
