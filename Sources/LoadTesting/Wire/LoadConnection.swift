import NIOCore
import NIOPosix

/// One keep-alive connection that carries one request at a time. Belongs to its event loop.
final class LoadConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let channel: any Channel
    private var scanner = MessageScanner()
    private var onAnswer: ((Result<Message, any Error>) -> Void)?

    private init(_ channel: any Channel) {
        self.channel = channel
    }

    /// Connects to a port of loopback. Call it on the loop.
    static func open(port: Int, on eventLoop: any EventLoop) -> EventLoopFuture<LoadConnection>.Isolated {
        ClientBootstrap(group: eventLoop)
            .connectTimeout(.seconds(5))
            .connect(host: "127.0.0.1", port: port)
            .assumeIsolated()
            .flatMapThrowing { channel in
                let connection = LoadConnection(channel)
                try channel.pipeline.syncOperations.addHandler(connection)
                return connection
            }
    }

    /// Only while nothing is under way. `onAnswer` is called once, on the loop.
    func send(_ request: ByteBuffer, onAnswer: @escaping (Result<Message, any Error>) -> Void) {
        self.onAnswer = onAnswer
        channel.writeAndFlush(request, promise: nil)
    }

    func close() {
        channel.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        scanner.append(&part)
        do {
            if let message = try scanner.next() { finish(.success(message)) }
        } catch {
            errorCaught(context: context, error: error)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish(.failure(error))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(.failure(ChannelError.eof))
    }

    private func finish(_ result: Result<Message, any Error>) {
        // Taken first: the answer's receiver sends the next request.
        guard let onAnswer else { return }
        self.onAnswer = nil
        onAnswer(result)
    }
}

@available(*, unavailable)
extension LoadConnection: Sendable {}
