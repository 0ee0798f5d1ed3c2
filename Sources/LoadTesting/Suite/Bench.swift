import Foundation
import NIOCore

/// What the measurements share.
struct Bench {
    let effort: Effort
    let directory: URL
    let generator: LoadGenerator
    let webhooks: OrderWebhooks
    let progress: @Sendable (String) -> Void

    /// What one run cost and how fast it was.
    struct Figures: Sendable {
        let perSecond: Double
        let processorSeconds: Double
        let load: LoadResult
    }

    /// Runs the plan once against a process that has come to rest, and waits until it has come to rest again, so that
    /// what it puts off is counted as well.
    func measure(_ process: ServerProcess, _ plan: LoadPlan) async throws -> Figures {
        try await process.waitUntilQuiet()
        let before = try process.usage.processorTime
        let load = try await generator.run(plan)
        try await process.waitUntilQuiet()
        let spent = try process.usage.processorTime - before
        return Figures(
            perSecond: load.perSecond,
            processorSeconds: spent.inSeconds / Double(load.count),
            load: load
        )
    }

    /// As much as a server can take of these requests. Whoever is to apply them gets each once.
    func saturation(_ pool: RequestPool, port: Int, connections: Int, expecting text: String = "") -> LoadPlan {
        LoadPlan(
            port: port,
            requests: pool,
            connections: connections,
            pace: .closedLoop,
            count: pool.count,
            expectedText: text
        )
    }

    /// What an answer to an order that counted contains.
    static let applied = #""status":"applied""#
}

extension [Bench.Figures] {
    func median(_ value: (Bench.Figures) -> Double) -> Double { map(value).median }
}
