import HTTPTypes
import Logging
import NIOConcurrencyHelpers
import Testing

@testable import Web

struct EnvelopeTests {
    @Test func aPathThatIsNotHereSaysSo() async throws {
        try await Installation.run { _, api in
            for path in ["/", "/v1", "/v1/nowhere", "/v2/inventory", "/v1/inventory/a/b/c", "/v1.0"] {
                try await api.get(path).refused(404, "not_found")
                try await api.with(key: nil).get(path).refused(404, "not_found")
            }
        }
    }

    @Test func aMethodThatAPathDoesNotHaveIsNamed() async throws {
        try await Installation.run { _, api in
            let answer = try await api.delete("/v1/inventory/a").refused(405, "method_not_allowed")
            #expect(answer.headers[.allow] == "GET, PUT")
            for method in [HTTPRequest.Method.post, .patch, .options, .head, .trace] {
                #expect(try await api.send(method, "/v1/inventory").status == 405, "\(method)")
            }
            try await api.get("/webhook/shopify").refused(405)
        }
    }

    @Test func theSeedsPrefixIsTheSameAPI() async throws {
        try await Installation.run { _, api in
            try await api.put("/v1.0/inventory/a", #"{"physical":1}"#).expect(200)
            #expect(try await api.get("/v1/inventory/a").data == api.get("/v1.0/inventory/a").data)
            #expect(try await api.get("/v1/inventory/").expect(200).data.elements.count == 1)
        }
    }

    @Test func aRequestIsNamedByItsCallerOrByUs() async throws {
        try await Installation.run { _, api in
            let named = try await api.with(.requestId, "my-7").get("/v1/nowhere").refused(404)
            #expect(named.json["requestId"].text == "my-7")
            #expect(try await api.with(.requestId, "my-8").get("/v1/inventory").headers[.requestId] == "my-8")
            let first = try await api.get("/v1/nowhere").refused(404).json["requestId"].text
            #expect(first?.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
            #expect(try await api.get("/v1/nowhere").json["requestId"].text != first)
            let forged = try await api.with(.requestId, "a b").get("/v1/nowhere").refused(404)
            #expect(forged.json["requestId"].text != "a b")
        }
    }

    @Test func bodiesAreJSONObjectsOfTheirSize() async throws {
        try await Installation.Setup { $0.limits.bodyBytes = 200 }.run { _, api in
            let path = "/v1/inventory/a"
            for wrong in ["", "{", "[]", "5", "null", #"{"physical":1}x"#, #"{"physical":1,"physical":2}"#] {
                try await api.put(path, wrong).refused(400, "invalid_json")
            }
            try await api.send(.put, path, bytes: [0x7B, 0xFF, 0x7D]).refused(400, "invalid_json")
            for type in ["text/plain", "application/jsonx", "text/json", ""] {
                try await api.with(.contentType, type).put(path, #"{"physical":1}"#).refused(415, "not_json")
            }
            for type in ["application/json; charset=utf-8", "Application/JSON", "application/merge-patch+json"] {
                try await api.with(.contentType, type).put(path, #"{"physical":1}"#).expect(200)
            }
            let filler = { (count: Int) in #"{"physical":1,"x":"\#(String(repeating: "a", count: count))"}"# }
            try await api.put(path, filler(200 - 21)).expect(200)
            try await api.put(path, filler(201 - 21)).refused(413, "body_too_large")
            try await api.put(path, #"{"physical":1,"more":{"deep":[1,null]}}"#).expect(200)
        }
    }

    @Test func answersAreForTheirReaderOnly() async throws {
        try await Installation.run { _, api in
            for answer in [try await api.get("/v1/inventory"), try await api.get("/v1/nowhere")] {
                #expect(answer.headers[.contentType] == "application/json")
                #expect(answer.headers[.cacheControl] == "no-store")
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
                #expect(answer.headers[.server] == nil)
            }
        }
    }

    @Test(
        arguments: [
            (HTTPRequest.Method.post, "/v1/alerts/{}/read"), (.patch, "/v1/returns/{}"), (.get, "/v1/transactions/{}"),
            (.post, "/v1/quarantine/{}/replay"), (.get, "/v1/channels/{}"), (.delete, "/v1/channels/{}"),
            (.delete, "/v1/keys/{}"), (.get, "/v1/jobs/{}"), (.post, "/v1/imports/{}/undo"),
        ]
    )
    func anIdThatIsNoneIsNotHere(method: HTTPRequest.Method, path: String) async throws {
        try await Installation.run { _, api in
            for id in [
                "0190a000-0000-7000-8000-000000000000", "x", "%F0%9F%AB%96", "..%2Fx", "%FF",
                String(repeating: "a", count: 3000),
            ] {
                let body = method == .get || method == .delete ? nil : #"{"disposition":"SELLABLE"}"#
                try await api.send(method, path.replacing("{}", with: id), body).refused(404, "not_found")
            }
        }
    }
}

struct FailureTests {
    private struct Unforeseen: Error {
        let detail = "row 17 of the table"
    }

    private struct Broken: CredentialVerifier {
        func caller(presenting token: String) async throws -> Caller? { throw Unforeseen() }
    }

    /// Keeps what is logged.
    private struct Recorder: LogHandler {
        let lines: NIOLockedValueBox<[String]>
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.withLockedValue { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
        }
    }

    @Test func anUnforeseenErrorIsForTheLogOnly() async throws {
        let lines = NIOLockedValueBox<[String]>([])
        try await Installation.Setup { web in
            web.verifiers = [Broken()]
            web.logger = Logger(label: "test") { _ in Recorder(lines: lines) }
        }.run { _, api in
            let answer = try await api.with(key: "unknown").get("/v1/inventory").refused(500, "internal_error")
            #expect(!answer.text.contains("Unforeseen") && !answer.text.contains("row 17"))
            let id = try #require(answer.json["requestId"].text)
            let logged = lines.withLockedValue { $0 }.filter { $0.hasPrefix("error") }
            #expect(logged.count == 1)
            #expect(logged.first?.contains(id) == true && logged.first?.contains("Unforeseen") == true, "\(logged)")
        }
    }
}
