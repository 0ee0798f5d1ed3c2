import CurlClient
import NIOConcurrencyHelpers
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

    /// Cancels at all moments from just before the start on; no cancellation may get lost.
    @Test func cancellingAtAnyMomentEndsTheTransfer() async throws {
        try await withClient { _, connection in
            connection.waitUntilPeerCloses()
        } _: { client, server in
            for round in 0..<2000 {
                let isStarting = NIOLockedValueBox(false)
                let task = Task {
                    isStarting.withLockedValue { $0 = true }
                    return try await failure(of: client, OutboundRequest(url: server.url("/"), timeout: patience))
                }
                while !isStarting.withLockedValue({ $0 }) { await Task.yield() }
                // A little later in each round, to meet every step of the start.
                for _ in 0..<(round % 200) { _ = isStarting.withLockedValue { $0 } }
                task.cancel()
                let error = try await task.value
                #expect(error.kind == .cancelled)
            }
        }
    }
}
