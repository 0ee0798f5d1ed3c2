import Foundation
import NIOCore
import NIOPosix

/// A server as a process of its own.
final class ServerProcess {
    private let process = Process()
    private let log: URL
    let port: Int

    private static let startLimit = Duration.seconds(60)

    /// Starts this program with other arguments. `environment` is all that it gets; its output goes to `log`.
    init(arguments: [String], environment: [String: String], port: Int, log: URL) throws {
        self.port = port
        self.log = log
        if !FileManager.default.fileExists(atPath: log.path) {
            try Data().write(to: log)
        }
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        defer { output.closeFile() }
        process.executableURL = URL(
            filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        )
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = log.deletingLastPathComponent()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    var usage: ProcessUsage { get throws { try ProcessUsage(of: process.processIdentifier) } }

    /// Waits until `path` answers 200; how long that took from now.
    @discardableResult
    func waitUntilReady(path: String, _ generator: LoadGenerator) async throws -> Duration {
        let clock = ContinuousClock()
        let start = clock.now
        let request = ByteBuffer(string: requestHead("GET", path, port: port))
        while clock.now - start < Self.startLimit {
            guard process.isRunning else { throw BenchmarkFailure("a server ended at its start:\n\(logTail)") }
            // Refused as long as nobody listens.
            if let answer = try? await generator.send(request, toPort: port), answer.status == 200 {
                return clock.now - start
            }
            try await Task.sleep(for: .milliseconds(1))
        }
        throw BenchmarkFailure("a server was not ready after \(Self.startLimit):\n\(logTail)")
    }

    /// Waits until the process has hardly used the processor for 0.3 s: what it had put off is done, and it does not
    /// disturb the next measurement.
    func waitUntilQuiet() async throws {
        let clock = ContinuousClock()
        let limit = clock.now + .seconds(120)
        var before = try usage.processorTime
        while clock.now < limit {
            try await Task.sleep(for: .milliseconds(300))
            let after = try usage.processorTime
            if after - before <= .milliseconds(20) { return }
            before = after
        }
        throw BenchmarkFailure("a server did not come to rest within 120 s")
    }

    /// kill -9, and gone when this returns.
    func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    private var logTail: String {
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? "(its log cannot be read)"
        return text.split(separator: "\n").suffix(5).joined(separator: "\n")
    }

    /// A port of loopback that nobody listens on now.
    static func freePort() async throws -> Int {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port
        try await channel.close()
        guard let port else { throw BenchmarkFailure("there is no free port") }
        return port
    }
}
