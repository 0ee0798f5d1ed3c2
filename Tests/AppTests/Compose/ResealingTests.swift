import CurlClient
import Foundation
import Inventory
import Logging
import SQLiteStore
import Signing
import Sync
import Testing

@testable import App

@Suite struct ResealingTests {
    private static let one = Data(repeating: 1, count: 32).base64EncodedString()
    private static let two = Data(repeating: 2, count: 32).base64EncodedString()
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func makeChannels(_ settings: Settings) async throws {
        try await serving(settings) { server, url, http in
            for name in ["one", "two"] {
                let body = #"{"kind":"http","url":"http://127.0.0.1:9","signingSecret":"secret-\#(name)"}"#
                let put = try await http.call("PUT", "\(url)/v1/channels/\(name)", key: server.processKey, json: body)
                #expect(put.status == 200)
            }
        }
    }

    @Test func aKeyOfTheSettingsIsReplacedByTheOneGiven() async throws {
        try await withDirectory { directory in
            let old = try settings(directory, ["SYNCSTATE_ENCRYPTION_KEY": Self.one])
            let new = try settings(directory, ["SYNCSTATE_ENCRYPTION_KEY": Self.two])
            try await makeChannels(old)
            #expect(try await Resealing(old, logger: logger).run(newKey: SealingKey(base64: Self.two)) == 2)
            await #expect(throws: SettingsError.self) { try await serving(old) { _, _, _ in } }
            try await serving(new) { _, _, _ in }
            // Again, as after it was broken off: there is nothing left to do.
            #expect(try await Resealing(old, logger: logger).run(newKey: SealingKey(base64: Self.two)) == 0)
        }
    }

    @Test func aKeyFileIsReplacedByAFreshOne() async throws {
        try await withDirectory { directory in
            let settings = try settings(directory)
            let path = "\(directory)/syncstate.key"
            try await makeChannels(settings)
            let before = try String(contentsOfFile: path, encoding: .utf8)
            #expect(try await Resealing(settings, logger: logger).run(newKey: nil) == 2)
            #expect(try String(contentsOfFile: path, encoding: .utf8) != before)
            #expect(!FileManager.default.fileExists(atPath: "\(path).new"))
            try await serving(settings) { _, _, _ in }
        }
    }

    @Test func whatWasBrokenOffIsCompleted() async throws {
        try await withDirectory { directory in
            let settings = try settings(directory)
            let path = "\(directory)/syncstate.key"
            try await makeChannels(settings)
            // As if the process had died between sealing the first channel and the second.
            let new = SealedCredentialVault(key: try SealingKey.loadOrCreateKeyFile(path: "\(path).new"))
            let old = SealedCredentialVault(key: try SealingKey.loadOrCreateKeyFile(path: path))
            let id = ChannelID(stored: "one")
            let opened = try await OpenStore(settings, logger: logger)
            let store = opened.store
            var channel = try #require(try await store.channel(.default, id))
            let credentials = try old.open(channel.sealedCredentials, tenant: .default, channel: id)
            channel.sealedCredentials = try new.seal(credentials, tenant: .default, channel: id)
            try await store.write(.default) { [channel] tx in try tx.put(channel) }
            await opened.close()
            #expect(try await Resealing(settings, logger: logger).run(newKey: nil) == 1)
            try await serving(settings) { _, _, _ in }
        }
    }

    @Test func withoutTheOldKeyChannelsWaitForTheirSecrets() async throws {
        try await withDirectory { directory in
            let settings = try settings(directory)
            try await makeChannels(settings)
            try FileManager.default.removeItem(atPath: "\(directory)/syncstate.key")
            #expect(try await Resealing(settings, logger: logger).run(newKey: nil, isOldKeyLost: true) == 2)
            try await serving(settings) { server, url, http in
                let row = try await http.call("GET", "\(url)/v1/channels/one", key: server.processKey)
                #expect(row.text.contains(#""pauseReason":"credentials""#))
                let body = #"{"kind":"http","url":"http://127.0.0.1:9","signingSecret":"another"}"#
                let put = try await http.call("PUT", "\(url)/v1/channels/one", key: server.processKey, json: body)
                #expect(put.text.contains(#""paused":false"#))
            }
        }
    }

    @Test func aWrongOldKeyReplacesNothing() async throws {
        try await withDirectory { directory in
            let old = try settings(directory, ["SYNCSTATE_ENCRYPTION_KEY": Self.one])
            try await makeChannels(old)
            let wrong = try settings(
                directory,
                ["SYNCSTATE_ENCRYPTION_KEY": Data(repeating: 3, count: 32).base64EncodedString()]
            )
            await #expect(throws: SettingsError.self) {
                try await Resealing(wrong, logger: logger).run(newKey: SealingKey(base64: Self.two))
            }
            try await serving(old) { _, _, _ in }
        }
    }

    @Test func aKeyOfTheSettingsNeedsANewOne() async throws {
        try await withDirectory { directory in
            let settings = try settings(directory, ["SYNCSTATE_ENCRYPTION_KEY": Self.one])
            await #expect(throws: SettingsError.self) { try await Resealing(settings, logger: logger).run(newKey: nil) }
        }
    }
}
