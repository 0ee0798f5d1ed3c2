import Foundation
import NIOCore

/// The stand-in for DynamoDB as a process of its own, so that the processor time that it takes can be told apart.
final class StandInProcess {
    let process: ServerProcess
    private let generator: LoadGenerator

    /// The hidden subcommand that runs it.
    static let command = "bench-dynamodb-stand-in"
    private static let startLimit = Duration.seconds(60)

    init(_ options: DynamoDBStandIn.Options, in directory: URL, _ generator: LoadGenerator) async throws {
        self.generator = generator
        let port = try await ServerProcess.freePort()
        var arguments = [Self.command, "--port", "\(port)", "--round-trip", "\(options.roundTrip.inSeconds * 1e3)"]
        if options.hasConflicts { arguments.append("--conflicts") }
        process = try ServerProcess(
            arguments: arguments,
            environment: ["PATH": "/usr/bin:/bin"],
            port: port,
            log: directory.appending(path: "stand-in.log")
        )
        let start = ContinuousClock.now
        while true {
            do {
                _ = try await usage()
                return
            } catch {
                // Refused as long as nobody listens.
                guard start.duration(to: .now) < Self.startLimit else { throw error }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    /// What a server needs to keep its rows there.
    func settings(prefix: String) -> [String: String] {
        [
            "STORE": "dynamodb",
            "DYNAMODB_ENDPOINT": "http://127.0.0.1:\(process.port)",
            "DYNAMODB_TABLE_PREFIX": prefix,
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "benchmark",
            "AWS_SECRET_ACCESS_KEY": "benchmark",
        ]
    }

    func usage() async throws -> StandInUsage {
        let head = requestHead(
            "POST",
            "/",
            port: process.port,
            headers: [("X-Amz-Target", DynamoDBStandIn.usageTarget)],
            bodyLength: 0
        )
        let answer = try await generator.send(ByteBuffer(string: head), toPort: process.port)
        return try JSONDecoder().decode(StandInUsage.self, from: Data(answer.body.readableBytesView))
    }
}
