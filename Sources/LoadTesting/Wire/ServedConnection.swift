import NIOCore

/// The server's end of a connection: hands over each request once it has arrived whole, and ends when what arrives cannot
/// be read. Belongs to its event loop.
final class ServedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let answer: (Message, any Channel) -> Void
    private var scanner = MessageScanner()

    /// `answer` writes to the channel, at once or later.
    init(_ answer: @escaping (Message, any Channel) -> Void) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        scanner.append(&part)
        do {
            while let request = try scanner.next() { answer(request, context.channel) }
        } catch {
            // The other end sees its connection end: an import fails by it, and figures lack what a sink was to be told.
            context.close(promise: nil)
        }
    }
}

@available(*, unavailable)
extension ServedConnection: Sendable {}
