import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Thrown into a body that does not arrive in time.
struct RequestTimedOut: Error {}

/// Bounds how long a connection's client may keep us waiting for the rest of a request that it began, and how much of one
/// that was answered already is still read. Sits in front of the handler that feeds the request to the server's task.
final class PatienceHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var patience: Patience
    private var timer: Scheduled<Void>?

    init(patience: Patience = Patience()) {
        self.patience = patience
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: patience.began()
        case .body(let part): patience.received(part.readableBytes, at: context.eventLoop.now)
        case .end: patience.completed()
        }
        if patience.isExhausted { return context.close(promise: nil) }
        context.fireChannelRead(data)
    }

    /// The server asks for more. Only here is it known whether the request ended within what was read: most do, and need
    /// no timer.
    func read(context: ChannelHandlerContext) {
        patience.waiting(from: context.eventLoop.now)
        watch(context)
        context.read()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            patience.answered(at: context.eventLoop.now)
            watch(context)
        }
        context.write(data, promise: promise)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
    }

    /// Looks again when patience may have ended. A timer that is set stays, for most deadlines move before they come.
    private func watch(_ context: ChannelHandlerContext) {
        guard timer == nil, let deadline = patience.deadline else { return }
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
            timer = nil
            guard let deadline = patience.deadline else { return }
            if deadline > context.eventLoop.now {
                watch(context)
            } else if patience.isAnswered {
                context.close(promise: nil)
            } else {
                context.fireErrorCaught(RequestTimedOut())
            }
        }
    }
}

@available(*, unavailable)
extension PatienceHandler: Sendable {}
