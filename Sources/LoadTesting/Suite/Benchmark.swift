package import Foundation
import NIOCore

/// Measures the server against what it is held to. Everything runs on loopback, with databases in a directory that is
/// deleted at the end.
package struct Benchmark: Sendable {
    private let effort: Effort
    private let directory: URL
    private let progress: @Sendable (String) -> Void

    /// `directory` must be on the disk that is to be measured. `progress` is told what goes on.
    package init(effort: Effort, directory: URL, progress: @escaping @Sendable (String) -> Void) {
        self.effort = effort
        self.directory = directory
        self.progress = progress
    }

    package func run() async throws -> Report {
        try await withWorkingDirectory(in: directory) { try await run(in: $0) }
    }

    private func run(in place: URL) async throws -> Report {
        let bench = Bench(
            effort: effort,
            directory: place,
            generator: LoadGenerator(),
            webhooks: try OrderWebhooks(),
            progress: progress
        )
        var report = Report(machine: try Machine(directory: place), isQuick: effort.sizes != Effort.full.sizes)
        report.rows += try await Self.smallShop(bench)
        report.rows += try await CountsTold(bench: bench).rows()
        report.rows += try await Scale(bench: bench).rows()
        try await bench.generator.shutDown()
        return report
    }

    /// What is measured on a shop of a thousand SKUs with one other channel to be told.
    private static func smallShop(_ bench: Bench) async throws -> [Row] {
        let skus = 1_000
        let server = try await ServerUnderTest(
            directory: bench.directory.appending(path: "small"),
            skus: skus,
            bench.generator
        )
        defer { server.process.kill() }
        try await server.process.waitUntilQuiet()
        let empty = Row(
            id: "memory.empty",
            what: "resident memory, empty",
            unit: .mebibytes,
            ours: try server.process.usage.residentMebibytes,
            limit: .atMost(40)
        )
        let sink = try await CountSink(skus: skus, channels: 1)
        try await server.prepare(sink: sink, channels: 1)
        let row = try await server.get("/v1/inventory/\(BenchmarkShop.sku(0))")
        let reference = try await ReferenceServer.launch(readAnswer: String(buffer: row), in: bench.directory)
        defer { reference.kill() }
        try await reference.waitUntilReady(path: ReferenceServer.readPath, bench.generator)

        let rows =
            try await WebhookRates(bench: bench, server: server, reference: reference).rows()
            + FixedRate(bench: bench, server: server, reference: reference).rows()
            + OutboundLatency(bench: bench, server: server, sink: sink).rows()
            + CachedReads(bench: bench, server: server, reference: reference).rows()
        try await sink.shutDown()
        return rows + [empty]
    }
}
