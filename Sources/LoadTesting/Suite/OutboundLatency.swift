/// From when a webhook is sent to when another channel has been told of it.
struct OutboundLatency {
    let bench: Bench
    let server: ServerUnderTest
    let sink: CountSink

    private static let connections = 64

    func rows() async throws -> [Row] {
        let steady = try await atFixedRate()
        let saturated = try await atSaturation()
        return [
            Row(
                id: "outbound.50.p50",
                what: "webhook to outbound call at 50/s, p50",
                unit: .seconds,
                ours: seconds(steady, 0.5),
                limit: .atMost(1e-3)
            ),
            Row(
                id: "outbound.50.p99",
                what: "… p99",
                unit: .seconds,
                ours: seconds(steady, 0.99),
                limit: .atMost(3e-3)
            ),
            Row(
                id: "outbound.saturation.p50",
                what: "… at saturation, p50",
                unit: .seconds,
                ours: seconds(saturated, 0.5)
            ),
            Row(
                id: "outbound.saturation.p99",
                what: "… at saturation, p99",
                unit: .seconds,
                ours: seconds(saturated, 0.99),
                limit: .atMost(80e-3)
            ),
        ]
    }

    /// Each order is the only one of its SKU, so the next push with that SKU is the one that tells of it.
    private func atFixedRate() async throws -> [Int64] {
        let rate = 50
        let count = min(rate * bench.effort.latencySeconds, server.skus.count)
        bench.progress("webhook to outbound call at \(rate) orders a second")
        let pool = bench.webhooks.pool(count: count, port: server.port) { [$0] }
        var plan = bench.saturation(pool, port: server.port, connections: 8, expecting: Bench.applied)
        plan.pace = .openLoop(perSecond: Double(rate))
        return try await latencies(plan) { $0 }
    }

    /// Most orders are of one half of the SKUs. Now and then comes one of a SKU of the other half, each of them once:
    /// those are the ones that are timed.
    private func atSaturation() async throws -> [Int64] {
        bench.progress("webhook to outbound call at saturation")
        let half = server.skus.count / 2
        let spacing = max(1, bench.effort.orders / half)
        let probe: @Sendable (Int) -> Int? = { index in
            index % spacing == spacing - 1 && index / spacing < half ? half + index / spacing : nil
        }
        let pool = bench.webhooks.pool(count: bench.effort.orders, port: server.port) { index in
            probe(index).map { [$0] } ?? (0..<Int.random(in: 1...5)).map { _ in Int.random(in: 0..<half) }
        }
        let plan = bench.saturation(
            pool,
            port: server.port,
            connections: Self.connections,
            expecting: Bench.applied
        )
        return try await latencies(plan, probe)
    }

    /// Sorted nanoseconds of the requests for which `probe` names the SKU that tells of them.
    private func latencies(_ plan: LoadPlan, _ probe: (Int) -> Int?) async throws -> [Int64] {
        try await server.process.waitUntilQuiet()
        try await sink.reset()
        let sent = try await bench.generator.run(plan).dueTimes
        try await server.process.waitUntilQuiet()
        let arrivals = try await sink.firstArrivals()
        return try sent.indices.compactMap { index -> Int64? in
            guard let sku = probe(index) else { return nil }
            guard arrivals[sku] > sent[index] else {
                throw BenchmarkFailure("the sink was never told of an order of \(BenchmarkShop.sku(sku))")
            }
            return Int64(arrivals[sku] - sent[index])
        }.sorted()
    }

    private func seconds(_ latencies: [Int64], _ fraction: Double) -> Double {
        Double(latencies.percentile(fraction) ?? 0) / 1e9
    }
}
