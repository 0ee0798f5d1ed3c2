import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Web

/// Under a virtual clock: no test here takes longer than its arithmetic.
struct PatienceTests {
    private final class Errors: ChannelInboundHandler {
        typealias InboundIn = HTTPRequestPart
        var caught: [any Error] = []
        func errorCaught(context: ChannelHandlerContext, error: any Error) { caught.append(error) }
    }

    private let channel = EmbeddedChannel()
    private let errors = Errors()

    private func begin(_ patience: Patience = Patience()) throws {
        try channel.pipeline.syncOperations.addHandlers(PatienceHandler(patience: patience), errors)
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        try send(.head(HTTPRequest(method: .post, scheme: nil, authority: nil, path: "/")))
    }

    private func send(_ part: HTTPRequestPart) throws {
        try channel.writeInbound(part)
        channel.read()
    }

    private func body(_ bytes: Int) throws { try send(.body(ByteBuffer(repeating: 0, count: bytes))) }

    private func answer() throws {
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }

    private func pass(_ time: TimeAmount) { channel.embeddedEventLoop.advanceTime(by: time) }

    private var timedOut: Bool { errors.caught.contains { $0 is RequestTimedOut } }

    @Test func aBodyThatDoesNotComeIsGivenUp() throws {
        try begin()
        pass(.milliseconds(9_999))
        #expect(!timedOut)
        pass(.milliseconds(2))
        #expect(timedOut)
    }

    /// A byte now and then earns no time.
    @Test func aTrickleIsGivenUpToo() throws {
        try begin()
        for _ in 0..<10 {
            try body(1)
            pass(.milliseconds(999))
        }
        #expect(!timedOut)
        try body(1)
        pass(.milliseconds(999))
        #expect(timedOut)
    }

    @Test func whatComesEarnsTime() throws {
        try begin()
        for _ in 0..<100 {
            try body(64 << 10)
            pass(.milliseconds(999))
        }
        #expect(!timedOut)
    }

    @Test func onlyOurWaitingCounts() throws {
        try begin()
        // Nothing is asked for: the server is busy with what it has.
        try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 0, count: 1)))
        pass(.minutes(5))
        #expect(!timedOut)
        channel.read()
        pass(.seconds(11))
        #expect(timedOut)
    }

    @Test func aRequestThatIsWholeMayTakeItsTime() throws {
        try begin()
        try send(.end(nil))
        pass(.minutes(5))
        #expect(!timedOut)
        try answer()
        pass(.minutes(5))
        #expect(channel.isActive)
    }

    @Test func aClientThatGoesOnAfterItsAnswerIsLetGo() throws {
        try begin()
        try answer()
        for _ in 0..<9 {
            try body(64 << 10)
            pass(.seconds(1))
        }
        #expect(channel.isActive)
        pass(.seconds(2))
        #expect(!channel.isActive)
        #expect(!timedOut)
    }

    @Test func orAsSoonAsItSentTooMuch() throws {
        try begin(Patience(drainLimit: 1000))
        try answer()
        try body(1000)
        #expect(channel.isActive)
        try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 0, count: 1)))
        #expect(!channel.isActive)
    }

    @Test func aClientThatDoesNotWaitForAnswersIsNoneOfThose() throws {
        try begin()
        try send(.end(nil))
        try send(.head(HTTPRequest(method: .post, scheme: nil, authority: nil, path: "/")))
        // The answer to the first request, while the second one is coming in.
        try answer()
        pass(.seconds(9))
        try send(.end(nil))
        pass(.seconds(60))
        #expect(channel.isActive)
        #expect(!timedOut)
    }
}
