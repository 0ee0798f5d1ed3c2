import App
import ArgumentParser
import Foundation
import Simulation

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Play shops, customers, faults and crashes against the real rules and look for a broken promise.",
        discussion: """
            Examples:
              syncstate simulate --steps 20000                 new seeds; the first is printed
              syncstate simulate --seed 42 --steps 2500        the same run again, byte for byte
              syncstate simulate --mutation blind-set          a rule broken on purpose: must be found
              syncstate simulate --oversell --svg oversell.svg  strategies compared in the same rush
              syncstate simulate --store dynamodb --dynamodb-endpoint http://127.0.0.1:8000 --steps 2000

            On DynamoDB every world has tables of its own, whose names nobody else has, and deletes them at its end. \
            The region, the endpoint and credentials come from where serve takes them.

            Exit code 1 when a promise was broken: the last events of the SKU concerned are printed with the seed.
            """
    )

    @Option(help: "The first world's seed; each further world takes the next one. Left out: drawn anew.")
    var seed: UInt64?

    @Option(help: "How many choices of the scheduler.")
    var steps = 20_000

    @Option(help: "Shops.")
    var shops = 2

    @Option(help: "SKUs.")
    var skus = 4

    @Option(help: "How much goes wrong, from 0 (nothing but what every network does) to 100.")
    var faults = 50

    @Option(help: "Break a rule: \(Mutation.allCases.map(\.rawValue).joined(separator: ", ")).")
    var mutation: String?

    @Option(help: "sqlite or dynamodb. STORE of the environment is not asked.")
    var store = StoreEngine.sqlite

    @Option(help: "Instances of the installation on the same tables, up to 4: for --store dynamodb.")
    var instances = 1

    @Option(help: "For --store dynamodb. (default: DYNAMODB_ENDPOINT, or AWS itself)")
    var dynamodbEndpoint: String?

    @Option(help: "For --store dynamodb. (default: AWS_REGION)")
    var awsRegion: String?

    @Flag(help: "Print everything that happens.")
    var trace = false

    @Flag(help: "Compare strategies in a rush instead: units oversold / sales lost, per 10,000 orders.")
    var oversell = false

    @Option(help: "With --oversell: units that each strategy has to sell.")
    var orders = 10_000

    @Option(help: "With --oversell: write a plot to this file.", completion: .file(extensions: ["svg"]))
    var svg: String?

    func validate() throws {
        guard (1...4).contains(instances) else { throw ValidationError("--instances must be from 1 to 4.") }
        if instances > 1, store != .dynamodb {
            throw ValidationError("--instances needs --store dynamodb: the other engine has one.")
        }
    }

    func run() async throws {
        if oversell { return try await compareStrategies() }
        var broken: Mutation?
        if let mutation {
            broken = Mutation(rawValue: mutation)
            guard broken != nil else { throw ValidationError("There is no mutation \(mutation).") }
        }
        var options = SimulationOptions(
            seed: seed ?? UInt64.random(in: 0...UInt64(UInt32.max)),
            steps: steps,
            shops: shops,
            skus: skus,
            faults: faults,
            mutation: broken,
            prints: trace
        )
        print("seed \(options.seed)")
        var tables: SimulationTables?
        if store == .dynamodb {
            let opened = try SimulationTables(endpoint: dynamodbEndpoint, region: awsRegion)
            FileHandle.standardError.write(Data("\(opened.announcement)\n".utf8))
            options.engine = opened.engine
            options.instances = instances
            tables = opened
        }
        let report: SimulationReport
        do {
            report = try await Simulation(options).run()
        } catch {
            await tables?.close()
            throw error
        }
        await tables?.close()
        print(report.text)
        FileHandle.standardError.write(Data("\(report.stepsPerSecond) steps/s\n".utf8))
        if report.hasFailed { throw ExitCode.failure }
    }

    private func compareStrategies() async throws {
        let options = RushOptions(seed: seed ?? 1, orders: orders)
        var table = OversellTable(options)
        for strategy in RushStrategy.all {
            for delay in OversellTable.delays { _ = try await table.measure(strategy, delay: delay) }
        }
        print("seed \(options.seed), \(orders) units: units oversold / sales lost to caution, per 10,000 orders")
        print(table.text)
        if let svg { try OversellPlot(table).svg.write(toFile: svg, atomically: true, encoding: .utf8) }
    }
}
