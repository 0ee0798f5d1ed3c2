import NIOCore
import NIOPosix
import Testing

/// Bytes to and from a server, whatever they say.
struct RawConnection {
    private let inbound: AsyncStream<ByteBuffer>
    private let channel: any Channel

    /// Runs `body` with a connection to `port` that is closed afterwards.
    static func open(port: Int, _ body: (RawConnection) async throws -> Void) async throws {
        let (inbound, received) = AsyncStream<ByteBuffer>.makeStream()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in channel.pipeline.addHandler(Receiver(received)) }
            .connect(host: "127.0.0.1", port: port).get()
        do {
            try await body(RawConnection(inbound: inbound, channel: channel))
        } catch {
            try? await channel.close()  // It may be closed by the other side.
            throw error
        }
        try? await channel.close()
    }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text))
    }

    /// What came until all of `texts` were in it, or until the other side closed. Fails after 20 s.
    func receive(until texts: String...) async throws -> String {
        try await received { all in texts.allSatisfy(all.contains) }
    }

    /// What came until the other side closed.
    func receiveAll() async throws -> String { try await received { _ in false } }

    private func received(until isEnough: @escaping @Sendable (String) -> Bool) async throws -> String {
        try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask { [inbound] in
                var all = ""
                for await part in inbound {
                    all += String(buffer: part)
                    if isEnough(all) { break }
                }
                return all
            }
            group.addTask {
                try await Task.sleep(for: .seconds(20))
                throw TimedOut()
            }
            defer { group.cancelAll() }
            return try await group.next() ?? ""
        }
    }

    struct TimedOut: Error {}

    private final class Receiver: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        private let received: AsyncStream<ByteBuffer>.Continuation

        init(_ received: AsyncStream<ByteBuffer>.Continuation) {
            self.received = received
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { received.yield(unwrapInboundIn(data)) }
        func channelInactive(context: ChannelHandlerContext) { received.finish() }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
