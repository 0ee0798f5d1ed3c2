package import Foundation

/// Measures servers on the same tables: how much more several of them do than one. The round trip to the tables is
/// injected, and each instance has so few clients that waiting for it, and not the processor, is what limits one.
package struct InstancesBenchmark: Sendable {
    package struct Effort: Sendable {
        package var instances: [Int]
        /// Of each instance; each has one request under way.
        package var clients: Int
        /// Of each instance in one round.
        package var orders: Int
        package var rounds: Int
        package var roundTrip: Duration
        package var hasConflicts: Bool

        package init(
            instances: [Int] = [1, 2, 4],
            clients: Int = 2,
            orders: Int = 1_000,
            rounds: Int = 3,
            roundTrip: Duration = .milliseconds(5),
            hasConflicts: Bool = false
        ) {
            self.instances = instances
            self.clients = clients
            self.orders = orders
            self.rounds = rounds
            self.roundTrip = roundTrip
            self.hasConflicts = hasConflicts
        }
    }

    private let effort: Effort
    private let directory: URL
    private let progress: @Sendable (String) -> Void

    static let skus = 1_000

    /// `progress` is told what goes on.
    package init(effort: Effort, directory: URL, progress: @escaping @Sendable (String) -> Void) {
        self.effort = effort
        self.directory = directory
        self.progress = progress
    }

    package func run() async throws -> InstancesReport {
        try await withWorkingDirectory(in: directory) { try await run(in: $0) }
    }

    private func run(in place: URL) async throws -> InstancesReport {
        var report = InstancesReport(machine: try Machine(directory: place), effort: effort)
        let generator = LoadGenerator()
        let webhooks = try OrderWebhooks()
        for count in effort.instances {
            let directory = place.appending(path: "instances-\(count)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            let fleet = try await Fleet(count, effort, in: directory, generator, webhooks, progress)
            defer { fleet.kill() }
            report.rows += try await fleet.rows()
        }
        try await generator.shutDown()
        report.rows.sort { ($0.load.rawValue, $0.instances) < ($1.load.rawValue, $1.instances) }
        return report
    }
}
