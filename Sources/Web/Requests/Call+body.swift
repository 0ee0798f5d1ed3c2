import HTTPTypes
import Hummingbird
import JSONPull
import NIOCore
import Signing

/// A body that was read once: its fields for the handler, its hash for the idempotency key.
struct ReadBody: Sendable {
    static let empty = ReadBody(bytes: [])

    let bytes: [UInt8]

    /// Of the body and of the query, which is part of what is asked for.
    func hash(query: Substring?) -> [UInt8] {
        SHA256.hash(Array((query ?? "").utf8) + [0] + bytes).bytes
    }
}

extension Call {
    /// Reads a JSON object with `read`, which must not use what it read before the complaints are checked here.
    func body<Value>(_ read: (inout BodyFields) -> Value) async throws -> (value: Value, body: ReadBody) {
        try Self.requireJSON(request.headers)
        let body = try await rawBody()
        return (try Self.fields(of: body, read), body)
    }

    /// The same where no body at all is as good as `{}`.
    func optionalBody<Value>(_ read: (inout BodyFields) -> Value) async throws -> (value: Value, body: ReadBody) {
        let body = try await rawBody()
        if body.bytes.isEmpty {
            var fields = BodyFields([:])
            let value = read(&fields)
            try fields.check()
            return (value, body)
        }
        try Self.requireJSON(request.headers)
        return (try Self.fields(of: body, read), body)
    }

    private func rawBody() async throws -> ReadBody {
        let buffer = try await request.collectedBody(limit: web.limits.bodyBytes)
        return ReadBody(bytes: Array(buffer.readableBytesView))
    }

    private static func fields<Value>(of body: ReadBody, _ read: (inout BodyFields) -> Value) throws -> Value {
        let parsed: JSONValue
        do {
            parsed = try JSONValue(parsing: body.bytes)
        } catch let error as JSONError {
            throw Failure(.badRequest, "invalid_json", "The body is not JSON: \(error)")
        }
        guard case .object(let members) = parsed else {
            throw Failure(.badRequest, "invalid_json", "The body must be a JSON object, not \(parsed.kind)")
        }
        var fields = BodyFields(members)
        let value = read(&fields)
        try fields.check()
        return value
    }

    private static func requireJSON(_ headers: HTTPFields) throws {
        let type = headers[.contentType]?.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        guard let type, type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json")) else {
            throw Failure(.unsupportedMediaType, "not_json", "Send the body as Content-Type: application/json")
        }
    }
}
