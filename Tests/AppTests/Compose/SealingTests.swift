import CurlClient
import Foundation
import Inventory
import Signing
import Sync
import Testing

@testable import App

@Suite struct SealingTests {
    private static let credentials = ChannelCredentials(accessToken: "shpat_1", signingSecrets: ["a", "b"])
    private static let channel = ChannelID(stored: "web")

    @Test func whatIsSealedOpensInItsPlaceOnly() throws {
        let vault = SealedCredentialVault(key: .generate())
        let sealed = try vault.seal(Self.credentials, tenant: .default, channel: Self.channel)
        #expect(try vault.open(sealed, tenant: .default, channel: Self.channel) == Self.credentials)
        #expect(throws: SealingError.notAuthentic) {
            try vault.open(sealed, tenant: TenantID(stored: "other"), channel: Self.channel)
        }
        #expect(throws: SealingError.notAuthentic) {
            try vault.open(sealed, tenant: .default, channel: ChannelID(stored: "other"))
        }
    }

    private func makeChannel(_ settings: Settings) async throws {
        try await serving(settings) { server, url, http in
            let body = #"{"kind":"http","url":"http://127.0.0.1:9","signingSecret":"secret"}"#
            let put = try await http.call("PUT", "\(url)/v1/channels/web", key: server.processKey, json: body)
            #expect(put.status == 200)
        }
    }

    @Test func anotherKeyStopsTheStart() async throws {
        try await withDirectory { directory in
            try await makeChannel(try settings(directory))
            let another = ["SYNCSTATE_ENCRYPTION_KEY": Data(repeating: 1, count: 32).base64EncodedString()]
            let error = try await #require(throws: SettingsError.self) {
                try await serving(try settings(directory, another)) { _, _, _ in }
            }
            #expect(error.subject == "SYNCSTATE_ENCRYPTION_KEY" && error.problem.contains("web"))
            // The store was let go of, so that a start with the right key succeeds at once.
            try await serving(try settings(directory)) { _, _, _ in }
        }
    }

    @Test func aKeyFileIsMadeOnceForItsOwnerOnly() async throws {
        try await withDirectory { directory in
            try await serving(try settings(directory)) { _, _, _ in }
            let path = "\(directory)/syncstate.key"
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let first = try String(contentsOfFile: path, encoding: .utf8)
            try await serving(try settings(directory)) { _, _, _ in }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == first)
        }
    }

    @Test func aLostKeyFileIsNotReplacedWhileSecretsAreSealedWithIt() async throws {
        try await withDirectory { directory in
            let path = "\(directory)/syncstate.key"
            try await makeChannel(try settings(directory))
            try FileManager.default.moveItem(atPath: path, toPath: "\(path).aside")
            let error = try await #require(throws: SettingsError.self) {
                try await serving(try settings(directory)) { _, _, _ in }
            }
            #expect(error.problem.contains(path))
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }
}
