import CurlClient
import Foundation
import Testing

/// Against the server in OpenSSL's own tool, where there is one.
@Suite(.enabled(if: TLSServer.isAvailable)) struct TLSTests {
    @Test func anUntrustedCertificateIsRefused() async throws {
        let server = try TLSServer(name: "localhost")
        defer { server.stop() }
        let client = try CurlClient()
        let error = try await failure(of: client, OutboundRequest(url: server.url(host: "localhost")))
        #expect(error.kind == .tls)
        #expect(error.code == .CURLE_PEER_FAILED_VERIFICATION)
        #expect(error.message.contains("certificate"))
        #expect(!error.mayHaveBeenSent)
        await client.shutdown()
    }

    @Test func aTrustedCertificateIsAccepted() async throws {
        let server = try TLSServer(name: "localhost")
        defer { server.stop() }
        let client = try CurlClient(configuration: .init(certificateAuthorityFile: server.certificateFile))
        let response = try await client.send(OutboundRequest(url: server.url(host: "localhost")))
        #expect(response.status == 200)
        await client.shutdown()
    }

    @Test func aTrustedCertificateOfAnotherNameIsRefused() async throws {
        let server = try TLSServer(name: "other.example")
        defer { server.stop() }
        let client = try CurlClient(configuration: .init(certificateAuthorityFile: server.certificateFile))
        let error = try await failure(of: client, OutboundRequest(url: server.url(host: "localhost")))
        #expect(error.kind == .tls)
        #expect(!error.mayHaveBeenSent)
        await client.shutdown()
    }
}
