import CurlClient
import Testing

@Suite struct FailureTests {
    @Test func aSilentServerEndsInATimeout() async throws {
        try await withClient { _, connection in
            connection.waitUntilPeerCloses()
        } _: { client, server in
            let request = OutboundRequest(method: "POST", url: server.url("/"), timeout: .milliseconds(100))
            let error = try await failure(of: client, request)
            #expect(error.kind == .timedOut)
            #expect(error.code == .CURLE_OPERATION_TIMEDOUT)
            #expect(error.mayHaveBeenSent)
            try await eventually("the connection is closed") { server.openConnections == 0 }
        }
    }

    @Test func theWaitForATurnCountsTowardsTheTimeout() async throws {
        try await withClient(.init(maxInFlightPerOrigin: 1)) { _, connection in
            connection.waitUntilPeerCloses()
        } _: { client, server in
            let first = Task { try await client.send(OutboundRequest(url: server.url("/first"))) }
            try await eventually("the first is under way") { server.requests.count == 1 }
            let request = OutboundRequest(url: server.url("/second"), timeout: .milliseconds(50))
            let error = try await failure(of: client, request)
            #expect(error.kind == .timedOut)
            #expect(!error.mayHaveBeenSent)
            first.cancel()
            _ = await first.result
            #expect(server.requests.map(\.target) == ["/first"])
        }
    }

    @Test func aRefusedConnectionWasCertainlyNotSent() async throws {
        try await LoopbackServer.withRefusingPort { port in
            let client = try CurlClient()
            let error = try await failure(
                of: client,
                OutboundRequest(method: "POST", url: "http://127.0.0.1:\(port)/secret-path", body: [1])
            )
            #expect(error.kind == .couldNotConnect)
            #expect(error.code == .CURLE_COULDNT_CONNECT)
            #expect(!error.mayHaveBeenSent)
            #expect(error.description.contains("POST http://127.0.0.1:\(port)"))
            #expect(!error.description.contains("secret-path"))
            await client.shutdown()
        }
    }

    @Test func anImpossibleNameIsNotResolved() async throws {
        let client = try CurlClient()
        // No label of a name may be longer than 63 bytes, so no name server is asked.
        let url = "http://\(String(repeating: "a", count: 64)).invalid/"
        let error = try await failure(of: client, OutboundRequest(url: url))
        #expect(error.kind == .couldNotResolve)
        #expect(!error.mayHaveBeenSent)
        await client.shutdown()
    }

    @Test func aResetAfterTheRequestMayHaveBeenSent() async throws {
        try await withClient { _, connection in
            connection.reset()
        } _: { client, server in
            let error = try await failure(of: client, OutboundRequest(method: "POST", url: server.url("/"), body: [1]))
            #expect(error.kind == .connectionLost)
            #expect(error.mayHaveBeenSent)
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: [
        "", "HTTP/1.1 103 Early\r\nX-Interim: 1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 20", "HTTP/1.1 101 Switching\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nten bytes.",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    ])
    func anEndBeforeTheResponseIsWholeIsALostConnection(part: String) async throws {
        try await withClient { _, connection in
            connection.send(part)
            connection.close()
        } _: { client, server in
            let error = try await failure(of: client, OutboundRequest(method: "POST", url: server.url("/")))
            #expect(error.kind == .connectionLost)
            #expect(error.mayHaveBeenSent)
        }
    }

    @Test func aPlainServerIsNoTLSServer() async throws {
        let server = try LoopbackServer(greeting: "HTTP/1.1 400 Bad Request\r\n\r\n") { _, _ in }
        defer { server.stop() }
        let client = try CurlClient()
        let error = try await failure(of: client, OutboundRequest(url: "https://127.0.0.1:\(server.port)/"))
        #expect(error.kind == .tls)
        #expect(!error.mayHaveBeenSent)
        await client.shutdown()
    }

    @Test func anAnnouncedBodyOverTheLimitIsRefused() async throws {
        try await withClient { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n")
            connection.waitUntilPeerCloses()
        } _: { client, server in
            let error = try await failure(of: client, OutboundRequest(url: server.url("/"), maxResponseBytes: 1000))
            #expect(error.kind == .responseTooLarge)
            #expect(error.mayHaveBeenSent)
        }
    }

    @Test func anEndlessBodyIsCutOff() async throws {
        try await withClient { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "1000\r\n" + String(repeating: "x", count: 0x1000) + "\r\n"
            while connection.send(chunk) {}
        } _: { client, server in
            let error = try await failure(of: client, OutboundRequest(url: server.url("/"), maxResponseBytes: 100_000))
            #expect(error.kind == .responseTooLarge)
            try await eventually("the connection is closed") { server.openConnections == 0 }
        }
    }

    @Test func aBodyOfJustTheLimitIsAccepted() async throws {
        try await withClient { _, connection in
            connection.respond(body: [UInt8](repeating: 1, count: 1000))
        } _: { client, server in
            let response = try await client.send(OutboundRequest(url: server.url("/"), maxResponseBytes: 1000))
            #expect(response.body.count == 1000)
        }
    }

    @Test func endlessHeadersAreCutOff() async throws {
        try await withClient(.init(maxResponseHeaderBytes: 10_000)) { _, connection in
            connection.send("HTTP/1.1 200 OK\r\n")
            while connection.send("X-Filler: \(String(repeating: "x", count: 100))\r\n") {}
        } _: { client, server in
            let error = try await failure(of: client, OutboundRequest(url: server.url("/")))
            #expect(error.kind == .responseTooLarge)
            try await eventually("the connection is closed") { server.openConnections == 0 }
        }
    }
}
