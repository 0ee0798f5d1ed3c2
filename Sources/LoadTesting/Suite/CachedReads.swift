/// Reads of one SKU that the cache answers, side by side with a bare route that returns a text of the same length.
struct CachedReads {
    let bench: Bench
    let server: ServerUnderTest
    let reference: ServerProcess

    private static let connections = 32

    func rows() async throws -> [Row] {
        var pool = RequestPool(reserving: server.skus.count, bytesEach: 256)
        for sku in server.skus {
            pool.append(head: server.readRequest("/v1/inventory/\(BenchmarkShop.sku(sku))"))
        }
        var barePool = RequestPool(reserving: server.skus.count, bytesEach: 256)
        for _ in server.skus {
            barePool.append(head: server.readRequest(ReferenceServer.readPath))
        }
        var ours: [Bench.Figures] = []
        var bare: [Bench.Figures] = []
        for round in 0...bench.effort.rounds {
            bench.progress("cached reads, round \(round) of \(bench.effort.rounds)")
            var plan = bench.saturation(barePool, port: reference.port, connections: Self.connections)
            plan.count = bench.effort.orders * 4
            let bareFigures = try await bench.measure(reference, plan)
            plan.requests = pool
            plan.port = server.port
            let ourFigures = try await bench.measure(server.process, plan)
            guard round > 0 else { continue }
            bare.append(bareFigures)
            ours.append(ourFigures)
        }
        return [
            Row(
                id: "reads.rate",
                what: "cached reads of one SKU",
                unit: .perSecond,
                ours: ours.median(\.perSecond),
                reference: bare.median(\.perSecond),
                limit: .ratioAtLeast(0.75)
            ),
            Row(
                id: "reads.processor",
                what: "… processor time per read",
                unit: .seconds,
                ours: ours.median(\.processorSeconds),
                reference: bare.median(\.processorSeconds)
            ),
        ]
    }
}
