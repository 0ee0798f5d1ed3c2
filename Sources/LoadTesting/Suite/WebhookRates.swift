/// Durable, applied order webhooks at saturation, side by side with the bare handler: how many, what they cost, how long
/// they take.
struct WebhookRates {
    let bench: Bench
    let server: ServerUnderTest
    let reference: ServerProcess

    func rows() async throws -> [Row] {
        var rows: [Row] = []
        for connections in bench.effort.connections {
            rows += try await self.rows(connections: connections)
        }
        return rows
    }

    private func rows(connections: Int) async throws -> [Row] {
        var ours: [Bench.Figures] = []
        var bare: [Bench.Figures] = []
        // The first round warms both up and is not counted.
        for round in 0...bench.effort.rounds {
            bench.progress("order webhooks over \(connections) connections, round \(round) of \(bench.effort.rounds)")
            let pool = bench.webhooks.pool(count: bench.effort.orders, skus: server.skus, port: server.port)
            var plan = bench.saturation(pool, port: reference.port, connections: connections)
            // So many that both run for about as long.
            plan.count = pool.count * 3
            let bareFigures = try await bench.measure(reference, plan)
            plan = bench.saturation(pool, port: server.port, connections: connections, expecting: Bench.applied)
            let ourFigures = try await bench.measure(server.process, plan)
            guard round > 0 else { continue }
            bare.append(bareFigures)
            ours.append(ourFigures)
        }
        return [
            Row(
                id: "webhooks.\(connections).rate",
                what: "order webhooks, \(connections) connections",
                unit: .perSecond,
                ours: ours.median(\.perSecond),
                reference: bare.median(\.perSecond),
                limit: .ratioAtLeast(0.25)
            ),
            Row(
                id: "webhooks.\(connections).processor",
                what: "… processor time per webhook",
                unit: .seconds,
                ours: ours.median(\.processorSeconds),
                reference: bare.median(\.processorSeconds),
                limit: .ratioAtMost(3.2)
            ),
        ]
            + LatencyRows.rows(
                id: "webhooks.\(connections)",
                ours: ours.map(\.load),
                reference: bare.map(\.load),
                limits: [:]
            )
    }
}
