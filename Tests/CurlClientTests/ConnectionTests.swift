import CurlClient
import Testing

@Suite struct ConnectionTests {
    @Test func sequentialRequestsShareOneConnection() async throws {
        try await withClient { _, connection in
            connection.respond(body: [1])
        } _: { client, server in
            for _ in 0..<50 { _ = try await client.send(OutboundRequest(method: "POST", url: server.url("/"))) }
            #expect(server.requests.count == 50)
            #expect(server.connectionCount == 1)
        }
    }

    @Test func aHundredAtOnceAreAnsweredOverEightConnections() async throws {
        try await withClient { request, connection in
            connection.respond(body: Array(request.target.utf8))
        } _: { client, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let response = try await client.send(OutboundRequest(url: server.url("/\(number)")))
                        #expect(response.body == Array("/\(number)".utf8))
                    }
                }
                try await group.waitForAll()
            }
            #expect(server.requests.count == 100)
            #expect(server.mostOpenConnections <= 8)
        }
    }

    @Test func aSlowOriginDoesNotHoldUpAnother() async throws {
        let slow = try LoopbackServer { _, connection in connection.waitUntilPeerCloses() }
        defer { slow.stop() }
        try await withClient(.init(maxInFlight: 3, maxInFlightPerOrigin: 2)) { _, connection in
            connection.respond()
        } _: { client, server in
            let stuck = (0..<10).map { _ in Task { try await client.send(OutboundRequest(url: slow.url("/"))) } }
            try await eventually("two requests reach the slow server") { slow.requests.count == 2 }
            for _ in 0..<20 { _ = try await client.send(OutboundRequest(url: server.url("/"))) }
            #expect(slow.requests.count == 2)
            for task in stuck { task.cancel() }
        }
    }

    @Test func aRequestLeavesNothingForTheNextOnTheSameHandle() async throws {
        try await withClient(.init(maxInFlight: 1)) { _, connection in
            connection.respond()
        } _: { client, server in
            _ = try await client.send(
                OutboundRequest(
                    method: "PATCH",
                    url: server.url("/"),
                    headers: [("X-Secret", "1")],
                    body: [1],
                    awsSigV4: AWSSigV4(region: "r", service: "s", accessKeyID: "id", secretAccessKey: "key")
                )
            )
            _ = try await client.send(OutboundRequest(url: server.url("/")))
            let request = try #require(server.requests.last)
            #expect(request.method == "GET")
            #expect(request.body.isEmpty)
            #expect(request.values(of: "X-Secret").isEmpty)
            #expect(request.values(of: "Authorization").isEmpty)
            #expect(request.values(of: "X-Amz-Date").isEmpty)
        }
    }

    @Test func onADyingConnectionAPostIsNotSentTwice() async throws {
        try await withClient { request, connection in
            request.target == "/first" ? connection.respond() : connection.close()
        } _: { client, server in
            _ = try await client.send(OutboundRequest(url: server.url("/first")))
            let error = try await failure(of: client, OutboundRequest(method: "POST", url: server.url("/second")))
            #expect(error.kind == .connectionLost)
            #expect(error.mayHaveBeenSent)
            #expect(server.requests.map(\.target) == ["/first", "/second"])
        }
    }

    @Test func onADyingConnectionAnIdempotentRequestIsSentAgain() async throws {
        try await withClient { request, connection in
            request.target == "/first" ? connection.respond() : connection.close()
        } _: { client, server in
            _ = try await client.send(OutboundRequest(url: server.url("/first")))
            let request = OutboundRequest(method: "POST", url: server.url("/second"), body: [1, 2], isIdempotent: true)
            let error = try await failure(of: client, request)
            #expect(error.kind == .connectionLost)
            #expect(error.mayHaveBeenSent)
            #expect(server.requests.map(\.target) == ["/first", "/second", "/second"])
            #expect(server.requests.map(\.body) == [[], [1, 2], [1, 2]])
        }
    }
}
