import CurlClient
import Signing
import Testing

@testable import App

@Suite struct FirstKeyTests {
    private static let one = Secret("first-key-0123456789abcdef")
    private static let two = Secret("second-key-0123456789abcdef")

    /// Who of the two keys is let in, and the key that was generated.
    private func start(_ directory: String, key: Secret?) async throws -> (one: Bool, two: Bool, generated: Secret?) {
        let more = key.map { ["SYNCSTATE_API_KEY": $0.reveal()] } ?? [:]
        return try await serving(try settings(directory, more)) { server, url, http in
            func isIn(_ key: Secret) async throws -> Bool {
                try await http.call("GET", "\(url)/v1/tenants", key: key).status == 200
            }
            return (try await isIn(Self.one), try await isIn(Self.two), server.generatedKey)
        }
    }

    @Test func aChangedSettingReplacesTheKey() async throws {
        try await withDirectory { directory in
            let before = try await start(directory, key: Self.one)
            #expect(before.one && !before.two && before.generated == nil)
            let after = try await start(directory, key: Self.two)
            #expect(!after.one && after.two && after.generated == nil)
        }
    }

    @Test func theKeyStaysWhenTheSettingGoes() async throws {
        try await withDirectory { directory in
            _ = try await start(directory, key: Self.one)
            let after = try await start(directory, key: nil)
            #expect(after.one && after.generated == nil)
        }
    }

    @Test func aGeneratedKeyIsShownOnceAndWorksOn() async throws {
        try await withDirectory { directory in
            let first = try await start(directory, key: nil)
            let key = try #require(first.generated)
            #expect(key.reveal().hasPrefix(APIKeyMaterial.prefix))
            let isKept = try await serving(try settings(directory)) { server, url, http in
                #expect(server.generatedKey == nil)
                return try await http.call("GET", "\(url)/v1/tenants", key: key).status == 200
            }
            #expect(isKept)
            let replaced = try await start(directory, key: Self.one)
            #expect(replaced.one)
            let isGone = try await serving(try settings(directory)) { _, url, http in
                try await http.call("GET", "\(url)/v1/tenants", key: key).status == 401
            }
            #expect(isGone)
        }
    }
}
