import Foundation

/// Whether the number of SKUs matters: cost of a webhook, memory, and how soon a killed server is back.
struct Scale {
    let bench: Bench

    private static let connections = 32

    func rows() async throws -> [Row] {
        var servers: [ServerUnderTest] = []
        defer { for server in servers { server.process.kill() } }
        for size in bench.effort.sizes {
            bench.progress("a database of \(size) SKUs")
            let server = try await ServerUnderTest(
                directory: bench.directory.appending(path: "scale-\(size)"),
                skus: size,
                bench.generator
            )
            servers.append(server)
            try await server.prepare(sink: nil, channels: 0)
            // Whatever the import has left in memory is no property of the size.
            _ = try await server.killAndRestart()
        }
        let costs = try await costs(servers)
        let memory = try servers.map { try $0.process.usage.residentMebibytes }
        var starts: [Double] = []
        for server in servers { starts.append(try await startTime(server)) }
        return rows(costs, memory, starts)
    }

    private func rows(_ costs: [Double], _ memory: [Double], _ starts: [Double]) -> [Row] {
        let sizes = bench.effort.sizes
        let isFull = sizes.last == Effort.full.sizes.last
        return sizes.indices.map { index in
            Row(
                id: "scale.\(sizes[index]).processor",
                what: "processor time per webhook, \(sizes[index]) SKUs",
                unit: .seconds,
                ours: costs[index],
                reference: index == 0 ? nil : costs[0],
                limit: index == 0 ? nil : .ratioAtMost(1.2)
            )
        }
            + sizes.indices.map { index in
                Row(
                    id: "scale.\(sizes[index]).memory",
                    what: "resident memory after that, \(sizes[index]) SKUs",
                    unit: .mebibytes,
                    ours: memory[index],
                    limit: isFull && index == sizes.count - 1 ? .atMost(90) : nil
                )
            }
            + sizes.indices.map { index in
                Row(
                    id: "scale.\(sizes[index]).start",
                    what: "ready after kill -9 under load, \(sizes[index]) SKUs",
                    unit: .seconds,
                    ours: starts[index],
                    limit: isFull && index == sizes.count - 1 ? .atMost(0.2) : nil
                )
            }
    }

    /// The median cost per webhook of each server, measured in turn.
    private func costs(_ servers: [ServerUnderTest]) async throws -> [Double] {
        var costs = servers.map { _ in [Double]() }
        for round in 0...bench.effort.rounds {
            for (index, server) in servers.enumerated() {
                bench.progress("order webhooks on \(server.skus.count) SKUs, round \(round) of \(bench.effort.rounds)")
                let figures = try await bench.measure(server.process, load(server))
                if round > 0 { costs[index].append(figures.processorSeconds) }
            }
        }
        return costs.map(\.median)
    }

    /// The median time from the start of the process to the first `/ready`, killed in the middle of load each time.
    private func startTime(_ server: ServerUnderTest) async throws -> Double {
        var times: [Double] = []
        for round in 1...bench.effort.restarts {
            bench.progress("kill -9 with \(server.skus.count) SKUs, round \(round) of \(bench.effort.restarts)")
            let plan = load(server)
            async let broken = bench.generator.run(plan)
            try await Task.sleep(for: .milliseconds(300))
            let time = try await server.killAndRestart()
            // Its connections end with the process that was killed.
            _ = try? await broken
            times.append(time.inSeconds)
        }
        return times.median
    }

    private func load(_ server: ServerUnderTest) -> LoadPlan {
        let pool = bench.webhooks.pool(count: bench.effort.orders, skus: server.skus, port: server.port)
        return bench.saturation(pool, port: server.port, connections: Self.connections, expecting: Bench.applied)
    }
}
