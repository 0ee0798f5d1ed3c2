import HTTPTypes
import Testing

@testable import Web

@Suite(.timeLimit(.minutes(2)))
struct EventStreamTests {
    private func request(_ headers: String = "") -> String {
        "GET /v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(Installation.firstKey)\r\n\(headers)\r\n"
    }

    /// Also: a server with listeners stops when it is asked to, or this test would not end.
    @Test func changesAreToldAsTheyHappenAndAgain() async throws {
        try await Installation.Setup { _ in }.serve { _, api, port in
            try await RawConnection.open(port: port) { connection in
                try await connection.send(request())
                let head = try await connection.receive(until: "retry: 2000")
                #expect(head.hasPrefix("HTTP/1.1 200 OK"))
                #expect(head.lowercased().contains("content-type: text/event-stream"))
                try await api.put("/v1/inventory/A", #"{"physical":0}"#).expect(200)
                let told = try await connection.receive(until: "event: inventory", "event: alert", #""sku":"A""#)
                let id = try #require(told.firstMatch(of: /id: (\S+)\nevent: inventory/)).1
                try await api.put("/v1/inventory/B", #"{"physical":50}"#).expect(200)
                try await RawConnection.open(port: port) { late in
                    try await late.send(request("Last-Event-ID: \(id)\r\n"))
                    let again = try await late.receive(until: #""sku":"B""#)
                    #expect(!again.contains("id: \(id)\n"))
                }
                try await RawConnection.open(port: port) { lost in
                    try await lost.send(request("Last-Event-ID: unknown\r\n"))
                    _ = try await lost.receive(until: "event: reset")
                    try await api.put("/v1/inventory/C", #"{"physical":50}"#).expect(200)
                    _ = try await lost.receive(until: #""sku":"C""#)
                }
            }
        }
    }

    @Test func whatOthersDoIsNotHeardAtAll() async throws {
        try await Installation.Setup { _ in }.serve { _, api, port in
            try await api.put("/v1/tenants/other", #"{"name":"Other"}"#).expect(200)
            try await RawConnection.open(port: port) { connection in
                try await connection.send(request())
                _ = try await connection.receive(until: "retry: 2000")
                try await api.with(.tenantId, "other").put("/v1/inventory/THEIRS", #"{"physical":50}"#).expect(200)
                try await api.put("/v1/inventory/MINE", #"{"physical":50}"#).expect(200)
                let heard = try await connection.receive(until: "MINE")
                #expect(!heard.contains("THEIRS"))
                #expect(!heard.contains(":\n\n"), "not even that something happened")
            }
        }
    }

    @Test func strangersAndTooManyAreRefused() async throws {
        try await Installation.Setup { $0.limits.eventStreams = 1 }.serve { _, api, port in
            try await api.with(key: nil).get("/v1/events").refused(401)
            try await RawConnection.open(port: port) { connection in
                try await connection.send(request())
                _ = try await connection.receive(until: "retry: 2000")
                try await api.get("/v1/events").refused(503, "too_many_streams")
            }
        }
    }
}
