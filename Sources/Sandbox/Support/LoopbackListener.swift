import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// An HTTP server on 127.0.0.1 that may also misbehave.
struct LoopbackListener {
    struct Request: Sendable {
        let method: String
        let path: String
        /// The name that the caller has for this server.
        let authority: String
        let headers: HTTPFields
        let body: [UInt8]
    }

    struct Reply: Sendable {
        var status: Int
        var headers: HTTPFields = [:]
        var body: [UInt8] = []
    }

    enum Answer: Sendable {
        case reply(Reply)
        /// Nothing, until the other side gives up.
        case silence
        /// The connection breaks.
        case hangUp
    }

    private struct HungUp: Error {}

    private static let maximumBody = 4 << 20

    /// Serves until the task is cancelled. `running` gets the port once requests are taken; 0 asks for a free one.
    static func run(
        port: Int,
        running: Latch<Int>,
        logger: Logger,
        respond: @escaping @Sendable (Request) async -> Answer
    ) async throws {
        do {
            let server = try HTTPServerBuilder.http1().buildServer(
                configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: port)),
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
                logger: logger
            ) { request, writer, _ in
                let body = try await request.body.collect(upTo: maximumBody)
                let asked = Request(
                    method: request.method.rawValue,
                    path: request.uri.path,
                    authority: request.head.authority ?? "",
                    headers: request.headers,
                    body: Array(body.readableBytesView)
                )
                switch await respond(asked) {
                case .reply(let reply):
                    let head = HTTPResponse(status: .init(code: reply.status), headerFields: reply.headers)
                    try await writer.write(
                        response: head,
                        body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body))
                    )
                case .silence:
                    try await Task.sleep(for: .seconds(3600))
                case .hangUp:
                    throw HungUp()
                }
            } onServerRunning: { channel in
                running.set(channel.localAddress?.port.map { .success($0) } ?? .failure(HungUp()))
            }
            try await server.run()
            running.set(.failure(CancellationError()))
        } catch {
            running.set(.failure(error))
            throw error
        }
    }
}

extension LoopbackListener.Reply {
    static func json(_ value: JSONValue, status: Int = 200) -> Self {
        Self(status: status, headers: [.contentType: "application/json; charset=utf-8"], body: value.bytes)
    }
}
