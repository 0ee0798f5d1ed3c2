import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Signing

/// What the server is measured against: the same HTTP server with nothing behind it. `POST` collects the body and checks
/// its signature, `GET` answers a text that was made before.
package struct ReferenceServer {
    private let port: Int
    private let readAnswer: String

    package static let webhookPath = "/webhook/shopify"
    package static let readPath = "/read"

    /// `readAnswer` is what `GET` answers.
    package init(port: Int, readAnswer: String) {
        self.port = port
        self.readAnswer = readAnswer
    }

    /// Serves until its task is cancelled or a signal asks it to end.
    package func run() async throws {
        let secret = BenchmarkShop.webhookSecret
        let signature = HTTPField.Name("X-Shopify-Hmac-Sha256")!  // A token as RFC 9110 wants it.
        // As long as what the server itself answers.
        let applied = ByteBuffer(
            string: #"{"success":true,"data":{"status":"applied","txId":"01890a5d-ac96-774b-bcce-b302099a8057"}}"#
        )
        let read = ByteBuffer(string: readAnswer)

        let router = Router()
        router.post(RouterPath(Self.webhookPath)) { request, _ in
            let body = try await request.body.collect(upTo: 2 << 20)
            let signer = body.withUnsafeReadableBytes {
                WebhookSignature.indexOfSigningSecret(
                    header: request.headers[signature] ?? "",
                    body: $0,
                    secrets: [secret]
                )
            }
            guard signer != nil else { throw HTTPError(.unauthorized) }
            return Self.json(applied)
        }
        router.get(RouterPath(Self.readPath)) { _, _ in Self.json(read) }
        try await Self.application(router, port: port).runService()
    }

    /// Configured as the server's own is; see `WebServer`.
    private static func application(_ router: Router<BasicRequestContext>, port: Int) -> some ApplicationProtocol {
        Application(
            router: router,
            server: .http1(configuration: HTTP1Channel.Configuration(idleTimeout: .seconds(60))),
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: port),
                backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(4096)
            ),
            logger: Logger(label: "reference", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    private static func json(_ body: ByteBuffer) -> Response {
        Response(status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: body))
    }
}

extension ReferenceServer {
    /// The hidden subcommand that runs it.
    package static let command = "bench-reference"

    /// Starts it as a process of its own, with its log in `directory`.
    static func launch(readAnswer: String, in directory: URL) async throws -> ServerProcess {
        let port = try await ServerProcess.freePort()
        return try ServerProcess(
            arguments: [command, "--port", String(port), "--read-answer", readAnswer],
            environment: ["PATH": "/usr/bin:/bin"],
            port: port,
            log: directory.appending(path: "reference.log")
        )
    }
}
