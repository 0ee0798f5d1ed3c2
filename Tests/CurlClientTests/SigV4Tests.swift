import CCrypto
import CurlClient
import Testing

@Suite struct SigV4Tests {
    private static let credentials = AWSSigV4(
        region: "eu-central-1",
        service: "dynamodb",
        accessKeyID: "AKID:EXAMPLE",
        secretAccessKey: "secret:key",
        sessionToken: "session-token"
    )

    @Test func theSignatureArrivesAndIsRight() async throws {
        try await withClient { _, connection in
            connection.respond()
        } _: { client, server in
            _ = try await client.send(
                OutboundRequest(
                    method: "POST",
                    url: server.url("/"),
                    headers: [
                        ("Content-Type", "application/x-amz-json-1.0"),
                        ("X-Amz-Target", "DynamoDB_20120810.GetItem"),
                    ],
                    body: Array(#"{"TableName":"T"}"#.utf8),
                    awsSigV4: Self.credentials
                )
            )
            let request = try #require(server.requests.first)
            #expect(request.values(of: "X-Amz-Security-Token") == ["session-token"])
            let date = try #require(request.values(of: "X-Amz-Date").first)
            let signed = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target"
            let scope = "\(date.prefix(8))/eu-central-1/dynamodb/aws4_request"
            let signature = Self.signature(of: request, signed: signed, date: date, scope: scope)
            #expect(
                request.values(of: "Authorization") == [
                    "AWS4-HMAC-SHA256 Credential=AKID:EXAMPLE/\(scope), SignedHeaders=\(signed), Signature=\(signature)"
                ]
            )
            #expect(!String(describing: request).contains("secret:key"))
        }
    }

    @Test func whatWouldBeSignedWronglyIsRefused() async throws {
        let client = try CurlClient()
        func request(headers: [(name: String, value: String)] = [], body: [UInt8] = []) -> OutboundRequest {
            OutboundRequest(
                method: "POST",
                url: "http://127.0.0.1:1/",
                headers: headers,
                body: body,
                awsSigV4: Self.credentials
            )
        }
        var refused = [
            request(headers: [("X-A", "1"), ("x-a", "2")]),
            request(headers: [("X-A", "")]),
            request(headers: [("Date", "1")]),
            request(headers: [("x-amz-date", "1")]),
            request(headers: [("Authorization", "1")]),
            request(headers: [("X-Amz-Security-Token", "1")]),
            request(body: [UInt8](repeating: 0, count: 1 << 20)),
        ]
        for (path, value) in [
            (\AWSSigV4.region, "eu:central"), (\.region, ""), (\.service, "Dynamo"), (\.accessKeyID, ""),
            (\.secretAccessKey, "a\nb"), (\.service, String(repeating: "a", count: 65)),
        ] {
            var wrong = request()
            wrong.awsSigV4?[keyPath: path] = value
            refused.append(wrong)
        }
        for request in refused {
            let error = try await failure(of: client, request)
            #expect(error.kind == .invalidRequest)
            #expect(!error.description.contains("secret:key"))
        }
        await client.shutdown()
    }

    @Test func secretsAreNotPrinted() {
        var request = OutboundRequest(url: "http://127.0.0.1/", awsSigV4: Self.credentials)
        request.method = "POST"
        var dumped = ""
        dump(request, to: &dumped)
        for text in [dumped, "\(request)", "\(Self.credentials)", String(reflecting: Self.credentials)] {
            #expect(text.contains("dynamodb"))
            #expect(!text.contains("secret:key"))
            #expect(!text.contains("session-token"))
        }
    }

    /// AWS Signature Version 4 by its specification, for a request to `/` without a query.
    private static func signature(of request: ServerRequest, signed: String, date: String, scope: String) -> String {
        let names = signed.split(separator: ";").map(String.init)
        let headers = names.map { "\($0):\(request.values(of: $0).joined())\n" }.joined()
        let canonical = "\(request.method)\n/\n\n\(headers)\n\(signed)\n\(hex(sha256(request.body)))"
        let toSign = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n\(hex(sha256(Array(canonical.utf8))))"
        var key = Array("AWS4\(credentials.secretAccessKey)".utf8)
        for part in scope.split(separator: "/") { key = hmac(key, Array(part.utf8)) }
        return hex(hmac(key, Array(toSign.utf8)))
    }

    private static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256(bytes, bytes.count, &digest)
        return digest
    }

    private static func hmac(_ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        HMAC(EVP_sha256(), key, Int32(key.count), bytes, bytes.count, &digest, nil)
        return digest
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
