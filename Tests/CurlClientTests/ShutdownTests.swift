import CurlClient
import Testing

@Suite struct ShutdownTests {
    @Test func whatIsInFlightEndsAsShutDown() async throws {
        let server = try LoopbackServer { _, connection in connection.waitUntilPeerCloses() }
        defer { server.stop() }
        for round in 1...20 {
            let client = try CurlClient(configuration: .init(maxInFlight: 2))
            let sending = (0..<4).map { _ in
                Task { try await failure(of: client, OutboundRequest(url: server.url("/"))) }
            }
            // Two are under way; the others wait or have not even begun.
            try await eventually("two are under way") { server.requests.count == 2 * round }
            await client.shutdown()
            for task in sending { #expect(try await task.value.kind == .shutDown) }
            try await eventually("all connections are closed") { server.openConnections == 0 }
        }
    }

    @Test func withinTheGraceAllIsFinished() async throws {
        let server = try LoopbackServer { _, connection in connection.respond() }
        defer { server.stop() }
        for _ in 1...20 {
            let client = try CurlClient(configuration: .init(maxInFlight: 1))
            let before = server.requests.count
            let sending = (0..<4).map { _ in
                Task { try await client.send(OutboundRequest(url: server.url("/"))).status }
            }
            try await eventually("one was sent") { server.requests.count > before }
            await client.shutdown(grace: patience)
            for task in sending {
                do {
                    #expect(try await task.value == 200)
                } catch let error as CurlError {
                    // It came too late to be accepted.
                    #expect(error.kind == .shutDown)
                    #expect(!error.mayHaveBeenSent)
                }
            }
        }
    }

    @Test func theGraceEnds() async throws {
        try await withClient { _, connection in
            connection.waitUntilPeerCloses()
        } _: { client, server in
            let task = Task { try await failure(of: client, OutboundRequest(url: server.url("/"))) }
            try await eventually("the request is under way") { server.requests.count == 1 }
            await client.shutdown(grace: .milliseconds(50))
            let error = try await task.value
            #expect(error.kind == .shutDown)
            #expect(error.mayHaveBeenSent)
        }
    }

    @Test func aShorterGraceOvertakesALongerOne() async throws {
        try await withClient { _, connection in
            connection.waitUntilPeerCloses()
        } _: { client, server in
            let task = Task { try await failure(of: client, OutboundRequest(url: server.url("/"))) }
            try await eventually("the request is under way") { server.requests.count == 1 }
            async let patient: Void = client.shutdown(grace: .seconds(24 * 3600))
            async let prompt: Void = client.shutdown()
            _ = await (patient, prompt)
            let error = try await task.value
            #expect(error.kind == .shutDown)
        }
    }

    @Test func afterwardsNothingIsAccepted() async throws {
        try await withClient { _, connection in
            connection.respond()
        } _: { client, server in
            await client.shutdown()
            await client.shutdown()
            let error = try await failure(of: client, OutboundRequest(url: server.url("/")))
            #expect(error.kind == .shutDown)
            #expect(!error.mayHaveBeenSent)
            #expect(server.connectionCount == 0)
        }
    }

    @Test func aForgottenClientClosesItsConnections() async throws {
        let server = try LoopbackServer { _, connection in connection.respond() }
        defer { server.stop() }
        do {
            let client = try CurlClient()
            _ = try await client.send(OutboundRequest(url: server.url("/")))
            #expect(server.openConnections == 1)
        }
        try await eventually("the kept-alive connection is closed") { server.openConnections == 0 }
    }
}
