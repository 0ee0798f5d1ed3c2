import ArgumentParser
import Foundation
import LoadTesting

struct BenchDynamoDBCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-dynamodb",
        abstract: "Measure 1, 2 and 4 servers on the same DynamoDB tables.",
        discussion: """
            Examples:
              syncstate bench-dynamodb                       the table of docs/PERFORMANCE.md
              syncstate bench-dynamodb --clients 16          more than the machine can do: shows what limits it
              syncstate bench-dynamodb --round-trip 10       a slower way to the tables

            The tables are a stand-in in memory, a process of its own, which answers after the round trip and charges as \
            DynamoDB does. Each server gets its orders from clients of its own, so that the round trip and not the \
            processor limits one; the columns of cores say whether that was so. Build it for release, and let nothing \
            else run.
            """
    )

    @Option(help: "Clients of each server; each has one webhook under way.")
    var clients = 2

    @Option(help: "Milliseconds from a request to the tables to its answer.")
    var roundTrip = 5.0

    @Option(help: "How many servers, in turn.")
    var instances: [Int] = [1, 2, 4]

    @Option(help: "Orders for each server in a round.")
    var orders = 1_000

    @Option(help: "Rounds of which the median counts.")
    var rounds = 3

    @Flag(help: "Refuse a transaction while another one on the same items is under way, as DynamoDB may.")
    var conflicts = false

    @Flag(help: "Print the figures as JSON.")
    var json = false

    @Option(help: "Where logs go while it runs.", completion: .directory)
    var directory = "."

    func validate() throws {
        guard clients > 0, orders > 0, rounds > 0, roundTrip >= 0, instances.allSatisfy({ $0 > 0 }) else {
            throw ValidationError(
                "--clients, --orders, --rounds and --instances are positive, --round-trip is not negative"
            )
        }
    }

    func run() async throws {
        let benchmark = InstancesBenchmark(
            effort: InstancesBenchmark.Effort(
                instances: instances,
                clients: clients,
                orders: orders,
                rounds: rounds,
                roundTrip: .milliseconds(roundTrip),
                hasConflicts: conflicts
            ),
            directory: URL(filePath: directory, directoryHint: .isDirectory),
            progress: { FileHandle.standardError.write(Data("bench-dynamodb: \($0)\n".utf8)) }
        )
        let report = try await benchmark.run()
        print(json ? try report.json() : report.text)
    }
}
