import Foundation
import NIOCore
import Signing

/// The server itself, `syncstate serve`, as a process with a database of its own: one Shopify channel, some `http`
/// channels that push to a sink, and a number of SKUs.
final class ServerUnderTest {
    let directory: URL
    let skus: Range<Int>
    private let settings: [String: String]
    private let generator: LoadGenerator
    private(set) var process: ServerProcess

    private static let apiKey = "benchmark-first-key-0123456789abcdef"
    private static let encryptionKey = Data(0..<32).base64EncodedString()

    var port: Int { process.port }

    /// Starts a server in `directory`, which it makes. `settings` choose another store than a database there.
    init(
        directory: URL,
        skus: Int,
        settings: [String: String] = [:],
        _ generator: LoadGenerator
    ) async throws {
        self.directory = directory
        self.skus = 0..<skus
        self.settings = settings
        self.generator = generator
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        process = try await Self.launch(directory, settings)
        try await process.waitUntilReady(path: "/ready", generator)
    }

    /// Kills the process as kill -9 does and starts it again on the same database; how long the start took until it
    /// was ready.
    func killAndRestart() async throws -> Duration {
        process.kill()
        let clock = ContinuousClock()
        let start = clock.now
        process = try await Self.launch(directory, settings)
        try await process.waitUntilReady(path: "/ready", generator)
        return clock.now - start
    }

    /// Makes the channels and imports the shop's catalogue, which counts all SKUs.
    func prepare(sink: CountSink?, channels: Int) async throws {
        let catalogue = try await CatalogueStub(skus: skus.count)
        try await put(
            "/v1/channels/\(BenchmarkShop.channel)",
            """
            {"kind":"shopify","shop":"\(BenchmarkShop.domain)","locationId":\(BenchmarkShop.locationId),\
            "accessToken":"shpat_benchmark","webhookSecrets":["\(BenchmarkShop.webhookSecret.reveal())"],\
            "adminUrl":"\(catalogue.url)","authority":"adopt"}
            """
        )
        try await importCatalogue()
        try await process.waitUntilQuiet()
        // The orders that follow are not known to the shop's own API, so it must not be asked any more.
        try await catalogue.shutDown()
        if let sink { try await tell(sink, channels: channels) }
    }

    /// Makes channels that are told everything, and waits until they have been.
    func tell(_ sink: CountSink, channels: Int) async throws {
        let complete = try await sink.expect(within: .seconds(300)) { _ in true }
        for channel in 0..<channels {
            try await put(
                "/v1/channels/sink-\(channel)",
                #"{"kind":"http","url":"\#(sink.url(channel: channel))","signingSecret":"benchmark-sink-secret"}"#
            )
        }
        _ = try await complete.get()
        try await process.waitUntilQuiet()
    }

    /// Nobody is told anything by the shop's own channel any more.
    func pauseShop() async throws {
        let path = "/v1/channels/\(BenchmarkShop.channel)/pause"
        let answer = try await call("POST", path, type: nil, body: [])
        guard answer.status == 200 else { throw unexpected(answer, to: "POST \(path)") }
    }

    func put(_ path: String, _ json: String) async throws {
        let answer = try await call("PUT", path, type: "application/json", body: Array(json.utf8))
        guard answer.status == 200 else { throw unexpected(answer, to: "PUT \(path)") }
    }

    func get(_ path: String) async throws -> ByteBuffer {
        let answer = try await call("GET", path, type: nil, body: [])
        guard answer.status == 200 else { throw unexpected(answer, to: "GET \(path)") }
        return answer.body
    }

    /// A request that reads, ready to be sent many times.
    func readRequest(_ path: String) -> String {
        requestHead("GET", path, port: port, headers: [("Authorization", "Bearer \(Self.apiKey)")])
    }

    private func importCatalogue() async throws {
        let answer = try await call("POST", "/v1/channels/\(BenchmarkShop.channel)/import", type: nil, body: [])
        switch answer.status {
        case 200: return
        case 202:
            let jobId = String(buffer: answer.body).firstMatch(of: /"jobId":"([^"]+)"/)?.1 ?? ""
            while true {
                let job = String(buffer: try await get("/v1/jobs/\(jobId)"))
                if job.contains(#""state":"finished""#) { return }
                guard job.contains(#""state":"running""#) else { throw BenchmarkFailure("the import failed: \(job)") }
                try await Task.sleep(for: .milliseconds(500))
            }
        default: throw unexpected(answer, to: "the import")
        }
    }

    private func call(
        _ method: String,
        _ path: String,
        type: String?,
        body: [UInt8]
    ) async throws -> (status: Int, body: ByteBuffer) {
        var headers = [(name: "Authorization", value: "Bearer \(Self.apiKey)")]
        if let type { headers.append(("Content-Type", type)) }
        let head = requestHead(method, path, port: port, headers: headers, bodyLength: body.count)
        return try await generator.send(ByteBuffer(bytes: Array(head.utf8) + body), toPort: port)
    }

    private func unexpected(_ answer: (status: Int, body: ByteBuffer), to request: String) -> BenchmarkFailure {
        BenchmarkFailure("\(request) was answered with \(answer.status): \(String(buffer: answer.body))")
    }

    /// A clean environment: nothing of the caller's own settings plays a part.
    private static func launch(_ directory: URL, _ settings: [String: String]) async throws -> ServerProcess {
        let port = try await ServerProcess.freePort()
        return try ServerProcess(
            arguments: ["serve"],
            environment: [
                "PATH": "/usr/bin:/bin",
                "HOST": "127.0.0.1",
                "PORT": String(port),
                "SQLITE_PATH": directory.appending(path: "syncstate.db").path,
                "SYNCSTATE_API_KEY": apiKey,
                "SYNCSTATE_ENCRYPTION_KEY": encryptionKey,
                "RECONCILE_MINUTES": "1440",
            ].merging(settings) { _, own in own },
            port: port,
            log: directory.appending(path: "server.log")
        )
    }
}
