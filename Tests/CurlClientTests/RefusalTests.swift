import CurlClient
import NIOConcurrencyHelpers
import Testing

@Suite struct RefusalTests {
    private func expectRefused(_ request: (LoopbackServer) -> OutboundRequest, naming text: String) async throws {
        try await withClient { _, connection in
            connection.respond()
        } _: { client, server in
            let error = try await failure(of: client, request(server))
            #expect(error.kind == .invalidRequest)
            #expect(!error.mayHaveBeenSent)
            #expect(error.message.contains(text))
            #expect(!error.description.contains("secret"))
            #expect(server.connectionCount == 0)
        }
    }

    @Test(arguments: ["secret\r\nX-Injected: 1", "secret\n", "\rsecret", "secret\0", "secret\u{7F}"])
    func controlCharactersInAHeaderValue(value: String) async throws {
        try await expectRefused(
            { OutboundRequest(url: $0.url("/"), headers: [("X-Name", value)]) },
            naming: "X-Name"
        )
    }

    @Test(arguments: ["X-Name\r\nX-Injected", "X Name", "X-Name:", "", "Näme", "X-Name\0"])
    func headerNamesThatAreNoTokens(name: String) async throws {
        try await expectRefused(
            { OutboundRequest(url: $0.url("/"), headers: [(name, "secret")]) },
            naming: "header name"
        )
    }

    @Test(arguments: ["Content-Length", "transfer-encoding", "CONNECTION", "Expect"])
    func headersThatTheClientSets(name: String) async throws {
        try await expectRefused({ OutboundRequest(url: $0.url("/"), headers: [(name, "secret")]) }, naming: name)
    }

    @Test(arguments: ["GET / HTTP/1.1\r\nX-Injected: 1\r\n\r\nGET", "", "GE T"])
    func methodsThatAreNoTokens(method: String) async throws {
        try await expectRefused({ OutboundRequest(method: method, url: $0.url("/")) }, naming: "method")
    }

    @Test(arguments: ["/secret\r\nX-Injected: 1", "/secret path", "/secret\0"])
    func controlCharactersAndSpacesInTheURL(path: String) async throws {
        try await expectRefused({ OutboundRequest(url: $0.url(path)) }, naming: "URL")
    }

    @Test(arguments: [
        "file:///etc/secret", "ftp://127.0.0.1/secret", "gopher://127.0.0.1/secret", "//secret/", "secret", "",
    ])
    func otherSchemesAndRelativeURLs(url: String) async throws {
        try await expectRefused({ _ in OutboundRequest(url: url) }, naming: "URL")
    }

    @Test(arguments: ["user:secret@", "secret@"])
    func credentialsInTheURL(credentials: String) async throws {
        try await expectRefused(
            { OutboundRequest(url: "http://\(credentials)127.0.0.1:\($0.port)/") },
            naming: "user name"
        )
    }

    @Test func timesAndSizesOutOfRange() async throws {
        try await expectRefused({ OutboundRequest(url: $0.url("/"), timeout: .zero) }, naming: "timeout")
        try await expectRefused({ OutboundRequest(url: $0.url("/"), connectTimeout: .seconds(-1)) }, naming: "timeout")
        try await expectRefused({ OutboundRequest(url: $0.url("/"), maxResponseBytes: -1) }, naming: "maxResponseBytes")
    }

    @Test(arguments: [
        (CurlClient.Configuration(maxInFlight: 0), "maxInFlight"),
        (CurlClient.Configuration(maxInFlightPerOrigin: 0), "maxInFlightPerOrigin"),
        (CurlClient.Configuration(maxWaiting: -1), "maxWaiting"),
        (CurlClient.Configuration(maxResponseHeaderBytes: 0), "maxResponseHeaderBytes"),
        (CurlClient.Configuration(proxy: "secret://user:secret@proxy"), "proxy"),
        (CurlClient.Configuration(userAgent: "a\r\nb"), "userAgent"),
    ])
    func settingsOutOfRange(configuration: CurlClient.Configuration, name: String) throws {
        let error = try #require(throws: CurlError.self) { try CurlClient(configuration: configuration) }
        #expect(error.kind == .invalidRequest)
        #expect(error.message.contains(name))
        #expect(!error.description.contains("secret"))
    }

    @Test func moreThanMayWaitIsOverload() async throws {
        try await withClient(.init(maxInFlight: 1, maxWaiting: 2)) { request, connection in
            if request.target == "/stall" { connection.waitUntilPeerCloses() } else { connection.respond() }
        } _: { client, server in
            let refused = NIOLockedValueBox<[CurlError]>([])
            let sending = (0..<10).map { _ in
                Task {
                    let error = try await failure(of: client, OutboundRequest(url: server.url("/stall")))
                    if error.kind == .overloaded { refused.withLockedValue { $0.append(error) } }
                    return error.kind
                }
            }
            try await eventually("all but one in flight and two waiting are refused") {
                refused.withLockedValue(\.count) == 7
            }
            #expect(refused.withLockedValue { $0.allSatisfy { !$0.mayHaveBeenSent } })
            for task in sending { task.cancel() }
            var kinds: [CurlError.Kind] = []
            for task in sending { kinds.append(try await task.value) }
            #expect(kinds.count { $0 == .overloaded } == 7)
            #expect(kinds.count { $0 == .cancelled } == 3)
            // There is room again.
            let response = try await client.send(OutboundRequest(url: server.url("/answer")))
            #expect(response.status == 200)
        }
    }
}
