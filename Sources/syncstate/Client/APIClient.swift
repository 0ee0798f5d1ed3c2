import CurlClient
import Foundation
import Signing

/// Speaks the HTTP interface of one server.
struct APIClient: Sendable {
    /// Without a slash at its end.
    let address: String
    let key: Secret
    let tenant: String?
    let http: CurlClient

    /// Sends one request and answers what came, if it is a success.
    ///
    /// Throws `CommandFailure` that says what the server said.
    func call(
        _ method: String,
        _ path: String,
        query: [(String, String)] = [],
        json: (any Encodable)? = nil,
        timeout: Duration = .seconds(60)
    ) async throws -> APIAnswer {
        var request = request(method, path, query: query, timeout: timeout)
        if let json {
            request.headers.append(("Content-Type", "application/json"))
            request.body = Array(try JSONEncoder().encode(json))
        }
        return try await send(request)
    }

    func request(
        _ method: String,
        _ path: String,
        query: [(String, String)] = [],
        timeout: Duration
    ) -> OutboundRequest {
        var url = address + path
        if !query.isEmpty {
            url += "?" + query.map { "\($0)=\(Self.percentEncoded($1))" }.joined(separator: "&")
        }
        var headers = [("Authorization", "Bearer \(key.reveal())")]
        if let tenant { headers.append(("X-Tenant-Id", tenant)) }
        return OutboundRequest(
            method: method,
            url: url,
            headers: headers,
            timeout: timeout,
            maxResponseBytes: 64 << 20
        )
    }

    func send(_ request: OutboundRequest) async throws -> APIAnswer {
        let response: OutboundResponse
        do {
            response = try await http.send(request)
        } catch {
            switch error.kind {
            case .couldNotConnect, .couldNotResolve, .tls:
                throw CommandFailure("no server answers at \(address): \(error.message)", .unavailable)
            default:
                throw CommandFailure("\(address) did not answer: \(error.message)", .unavailable)
            }
        }
        guard (200..<300).contains(response.status) else { throw refusal(response) }
        return APIAnswer(status: response.status, body: Data(response.body))
    }

    private func refusal(_ response: OutboundResponse) -> CommandFailure {
        struct Failure: Decodable {
            struct Detail: Decodable {
                let field: String
                let message: String
            }
            let message: String
            let details: [Detail]?
        }
        let said: String
        do {
            let failure = try JSONDecoder().decode(Failure.self, from: Data(response.body))
            let details = (failure.details ?? []).map { "\($0.field) \($0.message)" }
            said = details.isEmpty ? failure.message : details.joined(separator: "; ")
        } catch {
            return CommandFailure("\(address) answered \(response.status), and not as SyncState does", .unavailable)
        }
        switch response.status {
        case 401: return CommandFailure("the server does not know this key; set SYNCSTATE_API_KEY to one of its own")
        case 503: return CommandFailure(said, .unavailable)
        default: return CommandFailure(said)
        }
    }

    /// For a part of a path or the value of a query.
    static func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}

/// A successful answer.
struct APIAnswer: Sendable {
    let status: Int
    let body: Data

    /// The envelope's `data`.
    func data<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        try decoded(Envelope<Value>.self).data
    }

    /// A list's elements and where it goes on.
    func page<Value: Decodable>(of type: Value.Type = Value.self) throws -> (items: [Value], next: String?) {
        let envelope = try decoded(Envelope<[Value]>.self)
        return (envelope.data, envelope.nextCursor)
    }

    private struct Envelope<Value: Decodable>: Decodable {
        let data: Value
        let nextCursor: String?
    }

    private func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: body)
        } catch {
            throw CommandFailure("the server's answer cannot be read; is it of another version?")
        }
    }
}

extension APIClient {
    /// All elements of a list, page after page.
    func all<Value: Decodable>(
        _ path: String,
        query: [(String, String)] = [],
        of type: Value.Type = Value.self
    ) async throws -> [Value] {
        var items: [Value] = []
        var cursor: String?
        repeat {
            let paging = [("limit", "250")] + (cursor.map { [("cursor", $0)] } ?? [])
            let page = try await call("GET", path, query: query + paging).page(of: type)
            items += page.items
            cursor = page.next
        } while cursor != nil
        return items
    }
}
