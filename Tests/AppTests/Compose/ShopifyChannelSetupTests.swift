import CurlClient
import Foundation
import Inventory
import Signing
import Sync
import Testing

@testable import App

@Suite struct ShopifyChannelSetupTests {
    private static let shop = [
        "SHOPIFY_SHOP": "example.myshopify.com", "SHOPIFY_API_SECRET": "shpss_1", "SHOPIFY_ACCESS_TOKEN": "shpat_1",
        "SHOPIFY_LOCATION_ID": "655441491", "SHOPIFY_ADMIN_URL": "http://127.0.0.1:9",
    ]

    private func channel(_ directory: String, _ changes: [String: String] = [:]) async throws -> Channel {
        let settings = try settings(directory, Self.shop.merging(changes) { $1 })
        return try await serving(settings) { server, _, _ in
            try #require(try await server.store.channel(.default, ShopifyChannelSetup.channelId))
        }
    }

    @Test func theSettingsMakeTheChannel() async throws {
        try await withDirectory { directory in
            let channel = try await channel(directory)
            #expect(channel.shop == "example.myshopify.com")
            let text = String(decoding: channel.sealedCredentials, as: UTF8.self)
            #expect(!text.contains("shpat_1") && !text.contains("shpss_1"))
        }
    }

    @Test func theSameSettingsWriteNothing() async throws {
        try await withDirectory { directory in
            let first = try await channel(directory)
            let second = try await channel(directory)
            #expect(first == second)
        }
    }

    @Test(arguments: ["SHOPIFY_ACCESS_TOKEN", "SHOPIFY_API_SECRET", "SHOPIFY_API_SECRET_PREVIOUS"])
    func aChangedSecretIsTaken(name: String) async throws {
        try await withDirectory { directory in
            let first = try await channel(directory)
            let second = try await channel(directory, [name: "another"])
            #expect(first.sealedCredentials != second.sealedCredentials)
            #expect(first.createdAt == second.createdAt)
        }
    }

    @Test func anotherShopIsRefused() async throws {
        try await withDirectory { directory in
            _ = try await channel(directory)
            let error = try await #require(throws: SettingsError.self) {
                try await channel(directory, ["SHOPIFY_SHOP": "other.myshopify.com"])
            }
            #expect(error.subject == "SHOPIFY_SHOP")
        }
    }

    @Test func theAuthorityThatWasChosenStays() async throws {
        try await withDirectory { directory in
            _ = try await serving(try settings(directory, Self.shop)) { server, url, http in
                let body = """
                    {"kind":"shopify","shop":"example.myshopify.com","locationId":655441491,"accessToken":"shpat_1",
                    "webhookSecrets":["shpss_1"],"adminUrl":"http://127.0.0.1:9","authority":"enforce"}
                    """
                let put = try await http.call("PUT", "\(url)/v1/channels/shopify", key: server.generatedKey, json: body)
                #expect(put.status == 200)
            }
            guard case .shopify(let settings) = try await channel(directory, ["SHOPIFY_ACCESS_TOKEN": "shpat_2"]).kind
            else {
                Issue.record("no Shopify channel")
                return
            }
            #expect(settings.authority == .enforce)
        }
    }
}
