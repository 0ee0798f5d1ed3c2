/// How long answers take when 500 orders a second arrive, whatever the server does.
struct FixedRate {
    let bench: Bench
    let server: ServerUnderTest
    let reference: ServerProcess

    private static let perSecond = 500
    private static let connections = 32

    func rows() async throws -> [Row] {
        var ours: [LoadResult] = []
        var bare: [LoadResult] = []
        for round in 1...min(3, bench.effort.rounds) {
            bench.progress("answers at \(Self.perSecond) orders a second, round \(round)")
            let count = Self.perSecond * bench.effort.latencySeconds
            let pool = bench.webhooks.pool(count: count, skus: server.skus, port: server.port)
            var plan = bench.saturation(pool, port: reference.port, connections: Self.connections)
            plan.pace = .openLoop(perSecond: Double(Self.perSecond))
            bare.append(try await bench.measure(reference, plan).load)
            plan.port = server.port
            plan.expectedText = Bench.applied
            ours.append(try await bench.measure(server.process, plan).load)
        }
        let rate = Row(
            id: "webhooks.fixed.rate",
            what: "order webhooks, a fixed \(Self.perSecond)/s",
            unit: .perSecond,
            ours: ours.map(\.perSecond).median,
            reference: bare.map(\.perSecond).median
        )
        return [rate]
            + LatencyRows.rows(
                id: "webhooks.fixed",
                ours: ours,
                reference: bare,
                limits: ["p99": .excessAtMost(1e-3)]
            )
    }
}
