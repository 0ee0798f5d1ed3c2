import CurlClient
import Testing

@Suite struct CancellationTests {
    @Test func cancellingClosesTheConnection() async throws {
        try await withClient { _, connection in
            connection.waitUntilPeerCloses()
        } _: { client, server in
            let task = Task { try await failure(of: client, OutboundRequest(url: server.url("/"))) }
            try await eventually("the request is under way") { server.requests.count == 1 }
            task.cancel()
            let error = try await task.value
            #expect(error.kind == .cancelled)
            #expect(error.mayHaveBeenSent)
            try await eventually("the server sees the close") { server.openConnections == 0 }
        }
    }

    @Test func cancellingWhileWaitingSendsNothing() async throws {
        try await withClient(.init(maxInFlight: 1)) { request, connection in
            connection.waitUntilPeerCloses()
        } _: { client, server in
            let first = Task { try await client.send(OutboundRequest(url: server.url("/first"))) }
            try await eventually("the first is under way") { server.requests.count == 1 }
            let second = Task { try await failure(of: client, OutboundRequest(url: server.url("/second"))) }
            second.cancel()
            let error = try await second.value
            #expect(error.kind == .cancelled)
            #expect(!error.mayHaveBeenSent)
            first.cancel()
            _ = await first.result
            #expect(server.requests.map(\.target) == ["/first"])
        }
    }

    @Test func aCancelledTaskSendsNothing() async throws {
        try await withClient { _, connection in
            connection.respond()
        } _: { client, server in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await failure(of: client, OutboundRequest(url: server.url("/")))
            }
            let error = try await task.value
            #expect(error.kind == .cancelled)
            #expect(server.connectionCount == 0)
        }
    }

    /// Cancels at all moments between before the start and after the end; no cancellation may get lost.
    @Test func cancellingAtAnyMomentLeavesNoneBehind() async throws {
        try await withClient(.init(maxInFlight: 20, maxInFlightPerOrigin: 20, maxWaiting: 1000)) {
            request,
            connection in
            if request.target == "/stall" { connection.waitUntilPeerCloses() } else { connection.respond() }
        } _: { client, server in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<400 {
                    let stalls = number.isMultiple(of: 2)
                    let task = Task {
                        do throws(CurlError) {
                            let url = server.url(stalls ? "/stall" : "/answer")
                            let response = try await client.send(OutboundRequest(url: url, timeout: patience))
                            #expect(response.status == 200)
                            #expect(!stalls)
                        } catch {
                            #expect(error.kind == .cancelled)
                        }
                    }
                    group.addTask {
                        for _ in 0..<(number % 50) { await Task.yield() }
                        task.cancel()
                        await task.value
                    }
                }
            }
            let response = try await client.send(OutboundRequest(url: server.url("/answer")))
            #expect(response.status == 200)
        }
    }
}
