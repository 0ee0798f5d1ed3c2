import Foundation
import NIOCore

/// How fast channels are told many counts: the default buffer changes, so every SKU's count does, for three channels.
struct CountsTold {
    let bench: Bench
    static let channels = 3

    func rows() async throws -> [Row] {
        let skus = bench.effort.toldSKUs
        bench.progress("three channels are told \(skus) counts each")
        let sink = try await CountSink(skus: skus, channels: Self.channels)
        let server = try await ServerUnderTest(
            directory: bench.directory.appending(path: "told"),
            skus: skus,
            bench.generator
        )
        defer { server.process.kill() }
        try await server.prepare(sink: sink, channels: Self.channels)
        var rates: [Double] = []
        var costs: [Double] = []
        for round in 1...min(3, bench.effort.rounds) {
            try await server.process.waitUntilQuiet()
            try await sink.reset()
            let before = try server.process.usage.processorTime
            let count = BenchmarkShop.physical - round
            let complete = try await sink.expect(within: .seconds(300)) { $0 == count }
            let start = NIODeadline.now().uptimeNanoseconds
            try await server.put("/v1/buffer-default", #"{"units":\#(round)}"#)
            let end = try await complete.get()
            try await server.process.waitUntilQuiet()
            let told = Double(skus * Self.channels)
            rates.append(told / (Double(end - start) / 1e9))
            costs.append((try server.process.usage.processorTime - before).inSeconds / told)
        }
        try await sink.shutDown()
        return [
            Row(
                id: "told.rate",
                what: "counts told to three channels, \(skus) SKUs",
                unit: .perSecond,
                ours: rates.median,
                limit: .atLeast(100_000)
            ),
            Row(id: "told.processor", what: "… processor time per count", unit: .seconds, ours: costs.median),
        ]
    }
}
