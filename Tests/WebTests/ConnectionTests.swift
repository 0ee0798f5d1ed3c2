import Foundation
import HTTPTypes
import Testing

@testable import Web

/// What only a socket shows.
@Suite(.timeLimit(.minutes(2)))
struct ConnectionTests {
    private let webhook = "POST /webhook/shopify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"

    @Test func aBodyThatDoesNotComeIsAnsweredAndLetGo() async throws {
        try await Installation.Setup { $0.limits.patience = .milliseconds(200) }.serve { _, api, port in
            try await RawConnection.open(port: port) { connection in
                try await connection.send(webhook + "Content-Length: 100\r\n\r\n{")
                let answer = try await connection.receiveAll()
                #expect(answer.hasPrefix("HTTP/1.1 408 "), "\(answer)")
                #expect(answer.contains(#""code":"request_timeout""#))
            }
            try await api.get("/health").expect(200)
        }
    }

    @Test func tooMuchIsRefusedBeforeItIsAllThere() async throws {
        try await Installation.Setup { web in
            web.limits.bodyBytes = 1000
            web.limits.patience = .milliseconds(200)
        }.serve { _, _, port in
            let part = String(repeating: "a", count: 1001)
            for framing in ["Content-Length: 1001\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n3e9\r\n\(part)\r\n"] {
                try await RawConnection.open(port: port) { connection in
                    try await connection.send(webhook + framing)
                    let answer = try await connection.receiveAll()
                    #expect(answer.hasPrefix("HTTP/1.1 413 "), "\(answer)")
                    #expect(answer.components(separatedBy: "HTTP/1.1").count == 2, "one answer for one request")
                }
            }
        }
    }

    @Test func whoSendsOnAfterARefusalMayAskAgain() async throws {
        try await Installation.Setup { $0.limits.bodyBytes = 1000 }.serve { _, _, port in
            try await RawConnection.open(port: port) { connection in
                let body = String(repeating: "a", count: 300_000)
                try await connection.send(webhook + "Content-Length: \(body.count)\r\n\r\n" + body)
                _ = try await connection.receive(until: "HTTP/1.1 413 ")
                try await connection.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
                let second = try await connection.receive(until: #"{"ok":true}"#)
                #expect(second.hasPrefix("HTTP/1.1 200 OK"))
            }
        }
    }

    @Test func requestsMayFollowWithoutWaiting() async throws {
        try await Installation.Setup { _ in }.serve { _, _, port in
            try await RawConnection.open(port: port) { connection in
                let health = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
                let last = "GET /v1/nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                try await connection.send(health + "HEAD /health HTTP/1.1\r\nHost: a\r\n\r\n" + last)
                let answers = try await connection.receiveAll().components(separatedBy: "HTTP/1.1 ").dropFirst()
                #expect(answers.map { $0.prefix(3) } == ["200", "200", "404"])
                #expect(answers.map { $0.contains(#"{"ok":true}"#) } == [true, false, false])
                #expect(answers.allSatisfy { !$0.lowercased().contains("server:") })
            }
        }
    }

    @Test func whatIsNoHTTPIsRefused() async throws {
        try await Installation.Setup { _ in }.serve { _, api, port in
            for nonsense in [
                "\u{16}\u{3}\u{1}", "GET\r\n\r\n", "POST /webhook/shopify HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            ] {
                try await RawConnection.open(port: port) { connection in
                    try await connection.send(nonsense)
                    let answer = try await connection.receiveAll()
                    #expect(!answer.hasPrefix("HTTP/1.1 2"), "\(answer)")
                }
            }
            try await api.get("/health").expect(200)
        }
    }
}
