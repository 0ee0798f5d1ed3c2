import ArgumentParser
import Foundation
import LoadTesting

/// What `bench-dynamodb` measures against; it starts this itself.
struct BenchStandInCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-dynamodb-stand-in",
        abstract: "The stand-in for DynamoDB that `bench-dynamodb` measures against.",
        shouldDisplay: false
    )

    @Option(help: "Port of loopback to listen on; 0 takes a free one.")
    var port = 0

    @Option(help: "Milliseconds from a request to its answer.")
    var roundTrip = 0.0

    @Flag(help: "Refuse a transaction while another one on the same items is under way.")
    var conflicts = false

    func run() async throws {
        let standIn = try await DynamoDBStandIn(
            port: port,
            options: DynamoDBStandIn.Options(roundTrip: .milliseconds(roundTrip), hasConflicts: conflicts)
        )
        // Whoever started it waits for the line.
        FileHandle.standardOutput.write(Data("\(standIn.endpoint)\n".utf8))
        try await standIn.wait()
    }
}
