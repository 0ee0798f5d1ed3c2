import Foundation
import Signing
import Testing

@Suite("A webhook signature")
struct WebhookSignatureTests {
    private struct Vectors: Decodable {
        struct Webhook: Decodable {
            let id: String, secret: String, body: String
            let expectedBase64: String?, expectedHex: String?, header: String?
            let valid: Bool?
        }
        struct OAuth: Decodable { let secret: String, message: String, expectedHex: String }
        let webhookVectors: [Webhook], oauthVectors: [OAuth], derivedVectors: [Webhook]
    }

    private let vectors: Vectors

    init() throws {
        let file = try #require(Bundle.module.url(forResource: "Fixtures/hmac_vectors", withExtension: "json"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        vectors = try decoder.decode(Vectors.self, from: Data(contentsOf: file))
    }

    private func index(_ header: String, _ body: String, _ secrets: [String]) -> Int? {
        WebhookSignature.indexOfSigningSecret(
            header: header,
            body: Array(body.utf8),
            secrets: secrets.map { Secret($0) }
        )
    }

    @Test("agrees with the vectors of Shopify's own libraries")
    func shopifyVectors() throws {
        let all = vectors.webhookVectors + vectors.derivedVectors
        #expect(all.count >= 8)
        for vector in all {
            guard vector.valid != false else {
                #expect(index(vector.header ?? "", vector.body, [vector.secret]) == nil, "\(vector.id)")
                continue
            }
            let header = try #require(vector.expectedBase64)
            #expect(index(header, vector.body, [vector.secret]) == 0, "\(vector.id)")
            #expect(WebhookSignature.header(body: Array(vector.body.utf8), secret: Secret(vector.secret)) == header)
            #expect(index(header, vector.body + " ", [vector.secret]) == nil, "\(vector.id), other body")
            #expect(index(header, vector.body, [vector.secret + "x"]) == nil, "\(vector.id), other secret")
            if let hex = vector.expectedHex { #expect(Digest(hex: hex)?.base64 == header) }
        }
        let oauth = try #require(vectors.oauthVectors.first)
        #expect(HMACSHA256.authenticate(oauth.message, key: Secret(oauth.secret)).hex == oauth.expectedHex)
    }

    private let header = "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI="
    private let body = "foo=anything"

    @Test("names the secret that signed, current or previous")
    func rotation() {
        #expect(index(header, body, ["secret", "old_secret"]) == 0)
        #expect(index(header, body, ["new", "secret", "older"]) == 1)
        #expect(index(header, body, ["new", "older", "secret"]) == 2)
        #expect(index(header, body, ["secret", "secret"]) == 0)
        #expect(index(header, body, ["new", "older"]) == nil)
        #expect(index(header, body, []) == nil)
    }

    @Test("may have white space around it, and nothing else", arguments: ["", " ", "\n", "\r\n", " \t"])
    func whitespace(space: String) {
        #expect(index(space + header + space, body, ["secret"]) == 0)
    }

    @Test(
        "is refused unless it is the canonical base64 of 32 bytes",
        arguments: [
            "", "=", "invalid_hmac",
            "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI", "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yJ=",
            "yCGX_RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI=", "yCGX/RrK4fcuNtr3ztk5tQGs OBjcAzHpGLdMUrbV8yI=",
            "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI==", "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yIA",
            "c82197fd1acae1f72e36daf7ced939b501ac3818dc0331e918b74c52b6d5f322",
            "\u{200B}yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI=",
        ]
    )
    func malformed(header: String) {
        #expect(index(header, body, ["secret"]) == nil)
    }

    @Test("never fits an empty secret, so that a shop without one is closed")
    func emptySecret() {
        let signed = WebhookSignature.header(body: Array(body.utf8), secret: Secret(""))
        #expect(index(signed, body, [""]) == nil)
        #expect(index(header, body, ["", "secret"]) == 1)
    }
}
