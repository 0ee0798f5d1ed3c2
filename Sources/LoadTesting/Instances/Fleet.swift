import Foundation

/// Servers on the same tables of a stand-in, and what is sent to them.
final class Fleet {
    private let standIn: StandInProcess
    private let servers: [ServerUnderTest]
    private let effort: InstancesBenchmark.Effort
    private let generator: LoadGenerator
    private let webhooks: OrderWebhooks
    private let progress: @Sendable (String) -> Void

    init(
        _ count: Int,
        _ effort: InstancesBenchmark.Effort,
        in directory: URL,
        _ generator: LoadGenerator,
        _ webhooks: OrderWebhooks,
        _ progress: @escaping @Sendable (String) -> Void
    ) async throws {
        self.effort = effort
        self.generator = generator
        self.webhooks = webhooks
        self.progress = progress
        progress("\(count) on the same tables: start, and import of \(InstancesBenchmark.skus) SKUs")
        let options = DynamoDBStandIn.Options(roundTrip: effort.roundTrip, hasConflicts: effort.hasConflicts)
        standIn = try await StandInProcess(options, in: directory, generator)
        let settings = standIn.settings(prefix: "Bench-")
        var servers: [ServerUnderTest] = []
        do {
            for number in 0..<count {
                servers.append(
                    try await ServerUnderTest(
                        directory: directory.appending(path: "\(number)"),
                        skus: InstancesBenchmark.skus,
                        settings: settings,
                        generator
                    )
                )
                guard number == 0 else { continue }
                try await servers[0].prepare(sink: nil, channels: 0)
                // The shop's own API is gone by now: it is not asked, and no SKU is written for having failed there.
                try await servers[0].pauseShop()
            }
        } catch {
            for server in servers { server.process.kill() }
            standIn.process.kill()
            throw error
        }
        self.servers = servers
    }

    func kill() {
        for server in servers { server.process.kill() }
        standIn.process.kill()
    }

    /// All loads, one after the other.
    func rows() async throws -> [InstancesReport.Row] {
        var rows = [try await row(.own), try await row(.shared)]
        let sink = try await CountSink(skus: InstancesBenchmark.skus, channels: 1)
        try await servers[0].tell(sink, channels: 1)
        rows.append(try await row(.told))
        try await sink.shutDown()
        return rows
    }

    private func row(_ load: InstancesReport.Load) async throws -> InstancesReport.Row {
        var rounds: [InstancesReport.Figures] = []
        // The first round fills the memories of rows and is not counted.
        for round in 0...effort.rounds {
            progress("\(servers.count) on the same tables, \(load.description), round \(round) of \(effort.rounds)")
            let figures = try await measure(load)
            if round > 0 { rounds.append(figures) }
        }
        return InstancesReport.Row(load: load, instances: servers.count, figures: .median(rounds))
    }

    private func measure(_ load: InstancesReport.Load) async throws -> InstancesReport.Figures {
        let plans = servers.indices.map { plan(load, $0) }
        for server in servers { try await server.process.waitUntilQuiet() }
        let before = try await standIn.usage()
        let spent = try processorSeconds()
        let own = try ProcessUsage(of: getpid()).processorTime
        let start = ContinuousClock.now
        let results = try await withThrowingTaskGroup(of: LoadResult.self) { group in
            for plan in plans { group.addTask { [generator] in try await generator.run(plan) } }
            return try await group.reduce(into: [LoadResult]()) { $0.append($1) }
        }
        let elapsed = start.duration(to: .now).inSeconds
        let serverSeconds = try processorSeconds() - spent
        let ownSeconds = (try ProcessUsage(of: getpid()).processorTime - own).inSeconds
        let during = try await standIn.usage()
        // What was put off, such as telling a channel, belongs to what a webhook costs.
        for server in servers { try await server.process.waitUntilQuiet() }
        let after = try await standIn.usage()

        let count = Double(results.reduce(0) { $0 + $1.count })
        let latencies = results.flatMap(\.latencies).sorted()
        let transactions = after.of("TransactWriteItems", since: before)
        let reads = ["BatchGetItem", "Query"].reduce(0) { $0 + after.of($1, since: before).requests }
        return InstancesReport.Figures(
            // Each instance by its own time: the last one to end does not count against the others.
            perSecond: results.reduce(0) { $0 + $1.perSecond },
            median: Double(latencies.percentile(0.5) ?? 0) / 1e9,
            percentile99: Double(latencies.percentile(0.99) ?? 0) / 1e9,
            transactions: Double(transactions.requests) / count,
            refused: Double(transactions.cancelled + transactions.conflicts) / count,
            reads: Double(reads) / count,
            writeUnits: (after.totalWriteUnits - before.totalWriteUnits) / count,
            readUnits: (after.totalReadUnits - before.totalReadUnits) / count,
            serverCores: serverSeconds / elapsed,
            standInCores: (during.processorSeconds - before.processorSeconds) / elapsed,
            generatorCores: ownSeconds / elapsed
        )
    }

    private func processorSeconds() throws -> Double {
        try servers.reduce(0) { $0 + (try $1.process.usage.processorTime.inSeconds) }
    }

    private func plan(_ load: InstancesReport.Load, _ number: Int) -> LoadPlan {
        let all = 0..<InstancesBenchmark.skus
        // As many SKUs each, however many instances there are.
        let share = all.count / (effort.instances.max() ?? 1)
        let skus = load == .own ? number * share..<(number + 1) * share : all
        let server = servers[number]
        let pool = webhooks.pool(count: effort.orders, skus: skus, port: server.port)
        return LoadPlan(
            port: server.port,
            requests: pool,
            connections: effort.clients,
            pace: .closedLoop,
            count: pool.count,
            expectedText: Bench.applied
        )
    }
}

extension StandInUsage {
    fileprivate func of(_ operation: String, since before: StandInUsage) -> Operation {
        var own = operations[operation] ?? Operation()
        let former = before.operations[operation] ?? Operation()
        own.requests -= former.requests
        own.cancelled -= former.cancelled
        own.conflicts -= former.conflicts
        return own
    }
}
