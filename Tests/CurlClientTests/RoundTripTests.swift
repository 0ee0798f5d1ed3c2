import CurlClient
import Testing

@Suite struct RoundTripTests {
    @Test func bodyAndHeadersArriveBothWays() async throws {
        let bytes = (0...255).map { UInt8($0) }
        try await withClient { request, connection in
            connection.respond(status: 201, headers: [("X-Answer", "yes")], body: request.body.reversed())
        } _: { client, server in
            let response = try await client.send(
                OutboundRequest(
                    method: "POST",
                    url: server.url("/path?query=1"),
                    headers: [("X-One", "1"), ("X-Empty", ""), ("X-One", "2"), ("Content-Type", "application/json")],
                    body: bytes
                )
            )
            #expect(response.status == 201)
            #expect(response.headers["X-Answer"] == "yes")
            #expect(response.body == bytes.reversed())
            #expect(response.timings.total >= response.timings.firstByte)

            let request = try #require(server.requests.first)
            #expect(request.method == "POST")
            #expect(request.target == "/path?query=1")
            #expect(request.body == bytes)
            #expect(request.values(of: "X-One") == ["1", "2"])
            #expect(request.values(of: "X-Empty") == [""])
            #expect(request.values(of: "Content-Type") == ["application/json"])
            #expect(request.values(of: "Host") == ["127.0.0.1:\(server.port)"])
        }
    }

    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"], [[], Array("body".utf8)])
    func anyMethodWithAndWithoutBody(method: String, body: [UInt8]) async throws {
        try await withClient { request, connection in
            if request.method == "HEAD" {
                connection.send("HTTP/1.1 200 X\r\nContent-Length: 5000000\r\n\r\n")
            } else {
                connection.respond(body: [1])
            }
        } _: { client, server in
            // A HEAD with a body would make libcurl expect one in return.
            guard method != "HEAD" || body.isEmpty else { return }
            let response = try await client.send(OutboundRequest(method: method, url: server.url("/"), body: body))
            #expect(response.status == 200)
            #expect(response.body == (method == "HEAD" ? [] : [1]))
            let request = try #require(server.requests.first)
            #expect(request.method == method)
            #expect(request.body == body)
            #expect(request.values(of: "Content-Type").isEmpty)
        }
    }

    @Test func largeBodyIsNotHeldBack() async throws {
        let body = [UInt8](repeating: 7, count: 3 << 20)
        try await withClient { request, connection in
            connection.respond(body: request.body)
        } _: { client, server in
            let request = OutboundRequest(
                method: "PUT",
                url: server.url("/"),
                body: body,
                maxResponseBytes: body.count
            )
            let response = try await client.send(request)
            #expect(response.body == body)
            #expect(server.requests.first?.values(of: "Expect") == [])
        }
    }

    @Test func responseHeadersAreFoundInAnyCase() async throws {
        try await withClient { _, connection in
            connection.respond(headers: [
                ("ReTrY-aFtEr", "  7 "), ("Set-Cookie", "a"), ("set-cookie", "b"), ("Empty", ""),
            ])
        } _: { client, server in
            let headers = try await client.send(OutboundRequest(url: server.url("/"))).headers
            #expect(headers["Retry-After"] == "7")
            #expect(headers["RETRY-AFTER"] == "7")
            #expect(headers["Set-Cookie"] == "a")
            #expect(headers.values(of: "SET-COOKIE") == ["a", "b"])
            #expect(headers["empty"] == "")
            #expect(headers["Missing"] == nil)
        }
    }

    @Test func interimResponsesAndTrailersAreNotTheResponse() async throws {
        try await withClient { _, connection in
            connection.send(
                "HTTP/1.1 103 Early\r\nX-Interim: 1\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nX-Final: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n0\r\nX-Trailer: 1\r\n\r\n"
            )
        } _: { client, server in
            let response = try await client.send(OutboundRequest(url: server.url("/")))
            #expect(response.status == 200)
            #expect(response.body == Array("abc".utf8))
            #expect(response.headers["X-Interim"] == nil)
            #expect(response.headers["X-Final"] == "1")
            #expect(response.headers["X-Trailer"] == nil)
        }
    }

    @Test func redirectsAreNotFollowed() async throws {
        try await withClient { _, connection in
            connection.respond(status: 302, headers: [("Location", "/elsewhere")])
        } _: { client, server in
            let response = try await client.send(OutboundRequest(url: server.url("/")))
            #expect(response.status == 302)
            #expect(server.requests.count == 1)
        }
    }

    @Test func configuredProxyGetsTheRequest() async throws {
        let proxy = try LoopbackServer { _, connection in connection.respond(status: 299) }
        defer { proxy.stop() }
        try await withClient(.init(proxy: proxy.origin)) { _, connection in
            connection.respond()
        } _: { client, server in
            let response = try await client.send(OutboundRequest(url: server.url("/")))
            #expect(response.status == 299)
            #expect(proxy.requests.first?.target == server.url("/"))
            #expect(server.connectionCount == 0)
        }
    }
}
