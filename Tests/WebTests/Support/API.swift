import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Web

/// Calls the interface as a client does.
struct API: Sendable {
    let client: any TestClientProtocol
    /// Nil: nobody.
    var key: String? = Installation.firstKey
    var headers: HTTPFields = [:]

    func with(key: String?) -> API { API(client: client, key: key, headers: headers) }

    func with(_ name: HTTPField.Name, _ value: String) -> API {
        var api = self
        api.headers[name] = value
        return api
    }

    func get(_ path: String) async throws -> Answered { try await send(.get, path) }
    func delete(_ path: String) async throws -> Answered { try await send(.delete, path) }
    func put(_ path: String, _ json: String) async throws -> Answered { try await send(.put, path, json) }
    func post(_ path: String, _ json: String = "{}") async throws -> Answered { try await send(.post, path, json) }
    func patch(_ path: String, _ json: String) async throws -> Answered { try await send(.patch, path, json) }

    func send(_ method: HTTPRequest.Method, _ path: String, _ json: String? = nil) async throws -> Answered {
        try await send(method, path, bytes: json.map { Array($0.utf8) })
    }

    func send(_ method: HTTPRequest.Method, _ path: String, bytes: [UInt8]?) async throws -> Answered {
        var fields = headers
        if let key, fields[.authorization] == nil { fields[.authorization] = "Bearer \(key)" }
        if bytes != nil, fields[.contentType] == nil { fields[.contentType] = "application/json" }
        let response = try await client.executeRequest(
            uri: path,
            method: method,
            headers: fields,
            body: bytes.map { ByteBuffer(bytes: $0) }
        )
        return Answered(
            status: response.status.code,
            headers: response.headers,
            bytes: Array(response.body.readableBytesView)
        )
    }
}

/// An answer, read as its readers do.
struct Answered: Sendable {
    let status: Int
    let headers: HTTPFields
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Null when it is no JSON.
    var json: JSONValue { (try? JSONValue(parsing: bytes)) ?? .null }
    var data: JSONValue { json["data"] }
    var code: String? { json["code"].text }
    /// The fields that a refusal names.
    var fields: [String] { json["details"].elements.compactMap { $0["field"].text } }

    @discardableResult
    func expect(_ status: Int, sourceLocation: SourceLocation = #_sourceLocation) -> Answered {
        #expect(self.status == status, "\(text)", sourceLocation: sourceLocation)
        return self
    }

    /// Checks the envelope of a refusal too.
    @discardableResult
    func refused(
        _ status: Int,
        _ code: String? = nil,
        field: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Answered {
        expect(status, sourceLocation: sourceLocation)
        #expect(json["success"] == .bool(false), sourceLocation: sourceLocation)
        for name in ["error", "code", "message", "requestId"] {
            #expect(json[name].text?.isEmpty == false, "\(name) of \(text)", sourceLocation: sourceLocation)
        }
        #expect(headers[.requestId] == json["requestId"].text, sourceLocation: sourceLocation)
        if let code { #expect(self.code == code, sourceLocation: sourceLocation) }
        if let field { #expect(fields.contains(field), "\(text)", sourceLocation: sourceLocation) }
        return self
    }
}

extension JSONValue {
    subscript(_ name: String) -> JSONValue {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }

    var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var integer: Int64? { if case .number(let digits) = self { Int64(digits) } else { nil } }
    var names: Set<String> { if case .object(let members) = self { Set(members.keys) } else { [] } }
}
