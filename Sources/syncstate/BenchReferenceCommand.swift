import ArgumentParser
import LoadTesting

/// What `bench` measures against; it starts this itself.
struct BenchReferenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: ReferenceServer.command,
        abstract: "The bare handler that `bench` measures against.",
        shouldDisplay: false
    )

    @Option(help: "Port of loopback to listen on.")
    var port: Int

    @Option(help: "What a read is answered with.")
    var readAnswer: String

    func run() async throws {
        try await ReferenceServer(port: port, readAnswer: readAnswer).run()
    }
}
