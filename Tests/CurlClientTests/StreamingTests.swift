import CurlClient
import NIOConcurrencyHelpers
import Testing

/// A body that is made while it is sent, and what came of one that is taken while it arrives.
private final class Stream: Sendable {
    private struct State {
        var given = 0
        var taken: [UInt8] = []
    }

    private let state = NIOLockedValueBox(State())
    let content: [UInt8]

    init(_ content: [UInt8]) {
        self.content = content
    }

    var taken: [UInt8] { state.withLockedValue(\.taken) }

    @Sendable func give(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        state.withLockedValue { state in
            // Odd pieces, so that no boundary falls where one would expect it.
            let piece = content[state.given...].prefix(min(buffer.count, 9973))
            buffer.copyBytes(from: piece)
            state.given += piece.count
            return piece.count
        }
    }

    @Sendable func take(_ bytes: UnsafeRawBufferPointer) {
        state.withLockedValue { $0.taken += bytes }
    }
}

private struct BrokenFile: Error, CustomStringConvertible {
    let description = "the file is broken"
}

@Suite struct StreamingTests {
    private let content = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 / 7) }

    @Test(arguments: ["POST", "PUT", "PATCH"])
    func anUploadOfKnownLengthArrivesWhole(method: String) async throws {
        let stream = Stream(content)
        try await withClient { _, connection in
            connection.respond(body: [1])
        } _: { client, server in
            var request = OutboundRequest(method: method, url: server.url("/"))
            request.upload = OutboundRequest.Upload(length: Int64(content.count), read: stream.give)
            let response = try await client.send(request)
            #expect(response.body == [1])
            let arrived = try #require(server.requests.first)
            #expect(arrived.method == method)
            #expect(arrived.body == content)
            #expect(arrived.values(of: "Transfer-Encoding").isEmpty)
            #expect(arrived.values(of: "Expect").isEmpty)
        }
    }

    @Test func anUploadOfUnknownLengthIsSentInChunks() async throws {
        let stream = Stream(Array("0123456789".utf8))
        let arrived = NIOLockedValueBox<[UInt8]>([])
        try await withClient { request, connection in
            #expect(request.values(of: "Transfer-Encoding") == ["chunked"])
            arrived.withLockedValue { $0 = connection.readUntil("0\r\n\r\n") }
            connection.respond()
        } _: { client, server in
            var request = OutboundRequest(method: "POST", url: server.url("/"))
            request.upload = OutboundRequest.Upload(length: nil, read: stream.give)
            let response = try await client.send(request)
            #expect(response.status == 200)
            #expect(arrived.withLockedValue { $0 } == Array("a\r\n0123456789\r\n0\r\n\r\n".utf8))
        }
    }

    @Test func aRefusalInTheMiddleOfAnUploadIsHeard() async throws {
        try await withClient { _, connection in
            connection.send("HTTP/1.1 401 X\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
            connection.waitUntilPeerCloses()
        } _: { client, server in
            var request = OutboundRequest(method: "POST", url: server.url("/"))
            request.upload = OutboundRequest.Upload(length: nil) { buffer in
                buffer.initializeMemory(as: UInt8.self, repeating: 7)
                return buffer.count
            }
            let response = try await client.send(request)
            #expect(response.status == 401)
            #expect(response.body == Array("no".utf8))
        }
    }

    @Test func whatCannotBeReadEndsTheRequest() async throws {
        try await withClient { _, connection in
            connection.waitUntilPeerCloses()
        } _: { client, server in
            var request = OutboundRequest(method: "PUT", url: server.url("/"))
            request.upload = OutboundRequest.Upload(length: nil) { _ in throw BrokenFile() }
            let error = try await failure(of: client, request)
            #expect(error.kind == .bodyFailed)
            #expect(error.message.contains("the file is broken"))
            #expect(error.mayHaveBeenSent)
        }
    }

    @Test func aDownloadIsNotBoundedByWhatMayBeCollected() async throws {
        let stream = Stream([])
        try await withClient { [content] _, connection in
            connection.respond(body: content)
        } _: { client, server in
            var request = OutboundRequest(url: server.url("/"), maxResponseBytes: 10)
            request.download = stream.take
            let response = try await client.send(request)
            #expect(response.status == 200 && response.body.isEmpty)
            #expect(stream.taken == content)
        }
    }

    @Test func aRefusalIsNoDownload() async throws {
        let stream = Stream([])
        try await withClient { _, connection in
            connection.respond(status: 404, body: Array("gone".utf8))
        } _: { client, server in
            var request = OutboundRequest(url: server.url("/"))
            request.download = stream.take
            let response = try await client.send(request)
            #expect(response.status == 404 && response.body == Array("gone".utf8))
            #expect(stream.taken.isEmpty)
        }
    }

    @Test func whatCannotBeTakenEndsTheRequest() async throws {
        try await withClient { _, connection in
            connection.respond(body: [1, 2, 3])
        } _: { client, server in
            var request = OutboundRequest(url: server.url("/"))
            request.download = { _ in throw BrokenFile() }
            let error = try await failure(of: client, request)
            #expect(error.kind == .bodyFailed)
            #expect(error.message.contains("the file is broken"))
            // The client goes on to be of use.
            let next = try await client.send(OutboundRequest(url: server.url("/")))
            #expect(next.body == [1, 2, 3])
        }
    }

    @Test func onADyingConnectionAnUploadIsNotSentTwice() async throws {
        let stream = Stream(content)
        try await withClient { request, connection in
            request.target == "/first" ? connection.respond() : connection.close()
        } _: { client, server in
            _ = try await client.send(OutboundRequest(url: server.url("/first")))
            var request = OutboundRequest(method: "PUT", url: server.url("/second"))
            request.upload = OutboundRequest.Upload(length: Int64(content.count), read: stream.give)
            let error = try await failure(of: client, request)
            #expect(error.kind == .connectionLost)
            #expect(error.mayHaveBeenSent)
            #expect(server.requests.map(\.target) == ["/first", "/second"])
        }
    }

    @Test func anUploadThatMakesNoSenseIsRefused() async throws {
        try await withClient { _, connection in
            connection.respond()
        } _: { client, server in
            let upload = OutboundRequest.Upload(length: 0) { _ in 0 }
            var get = OutboundRequest(url: server.url("/"))
            get.upload = upload
            let first = try await failure(of: client, get)
            #expect(first.kind == .invalidRequest)
            var both = OutboundRequest(method: "POST", url: server.url("/"), body: [1])
            both.upload = upload
            let second = try await failure(of: client, both)
            #expect(second.kind == .invalidRequest)
            #expect(server.requests.isEmpty)
        }
    }
}
