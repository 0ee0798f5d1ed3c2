import Foundation

/// Figures of several servers on the same tables.
package struct InstancesReport: PrintedReport {
    /// What is sent, and whom it concerns.
    enum Load: Int, Encodable, Sendable, CustomStringConvertible {
        /// Each instance gets the orders of SKUs of its own: none writes what another one has written.
        case own
        /// Every instance gets orders of all SKUs.
        case shared
        /// The same, and one `http` channel is told every change.
        case told

        var description: String {
            switch self {
            case .own: "SKUs of its own"
            case .shared: "all SKUs"
            case .told: "all SKUs, a channel told"
            }
        }
    }

    /// All but the first three are for each webhook, or processors in use.
    struct Figures: Encodable, Sendable {
        var perSecond: Double
        var median: Double
        var percentile99: Double
        /// Those that were refused included.
        var transactions: Double
        var refused: Double
        var reads: Double
        var writeUnits: Double
        var readUnits: Double
        var serverCores: Double
        var standInCores: Double
        var generatorCores: Double

        static func median(_ rounds: [Figures]) -> Figures {
            func median(_ value: (Figures) -> Double) -> Double { rounds.map(value).median }
            return Figures(
                perSecond: median(\.perSecond),
                median: median(\.median),
                percentile99: median(\.percentile99),
                transactions: median(\.transactions),
                refused: median(\.refused),
                reads: median(\.reads),
                writeUnits: median(\.writeUnits),
                readUnits: median(\.readUnits),
                serverCores: median(\.serverCores),
                standInCores: median(\.standInCores),
                generatorCores: median(\.generatorCores)
            )
        }
    }

    struct Row: Encodable, Sendable {
        let load: Load
        let instances: Int
        let figures: Figures
    }

    let machine: Machine
    let clients: Int
    let roundTripSeconds: Double
    var rows: [Row] = []

    init(machine: Machine, effort: InstancesBenchmark.Effort) {
        self.machine = machine
        clients = effort.clients
        roundTripSeconds = effort.roundTrip.inSeconds
    }

    package var text: String {
        var table = [
            [
                "orders of", "instances", "webhooks", "to one", "p50", "p99", "transactions", "refused", "reads",
                "write units", "read units", "cores: servers", "stand-in", "load",
            ]
        ]
        for row in rows {
            let one = rows.first { $0.load == row.load }?.figures.perSecond ?? .nan
            let figures = row.figures
            table.append(
                [
                    row.load.description, "\(row.instances)", FigureUnit.perSecond.text(figures.perSecond),
                    Self.text(figures.perSecond / one), FigureUnit.seconds.text(figures.median),
                    FigureUnit.seconds.text(figures.percentile99),
                ]
                    + [
                        figures.transactions, figures.refused, figures.reads, figures.writeUnits, figures.readUnits,
                        figures.serverCores, figures.standInCores, figures.generatorCores,
                    ].map(Self.text)
            )
        }
        let clients = "\(clients) clients of each instance, one request each"
        return """
            \(machine.description)
            A round trip of \(FigureUnit.seconds.text(roundTripSeconds)) to the tables; \(clients). Transactions, reads and \
            units are for each webhook, cores are processors in use.

            \(MarkdownTable.text(table, isLeft: { $0 == 0 }))
            """
    }

    private static func text(_ value: Double) -> String { String(format: "%.2f", value) }
}
