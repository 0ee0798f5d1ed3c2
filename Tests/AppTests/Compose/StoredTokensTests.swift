import Foundation
import Inventory
import Signing
import Sync
import Testing

@testable import App

/// Where renewed access tokens are kept.
@Suite struct StoredTokensTests {
    private let vault = SealedCredentialVault(key: .generate())

    private func credentials(_ token: String, clientId: String = "app") -> ChannelCredentials {
        ChannelCredentials(
            accessToken: "shpat_\(token)",
            signingSecrets: ["s"],
            renewal: TokenRenewal(
                clientId: clientId,
                clientSecret: "shpss_1",
                refreshToken: "shprt_\(token)",
                accessTokenExpiresAt: nil,
                refreshTokenExpiresAt: Timestamp(millisecondsSinceEpoch: 7)
            )
        )
    }

    private func put(
        _ store: any Store,
        _ id: String,
        shop: String,
        location: Int64,
        _ credentials: ChannelCredentials
    ) async throws {
        let channel = ChannelID(stored: id)
        let sealed = try vault.seal(credentials, tenant: .default, channel: channel)
        _ = try await store.write(.default) { tx in
            try ChannelCommands.put(
                CommandContext(tx, settings: SyncSettings(), actor: "test"),
                id: channel,
                kind: .shopify(
                    Channel.ShopifySettings(
                        shop: shop,
                        locationId: location,
                        adminUrl: nil,
                        apiVersion: "2026-07",
                        authority: .adopt
                    )
                ),
                sealedCredentials: sealed,
                paused: nil
            )
        }
    }

    private func token(_ store: any Store, _ id: String) async throws -> String? {
        let tokens = StoredTokens(store: store, vault: vault, tenant: .default, channel: ChannelID(stored: id))
        return try await tokens.stored()?.accessToken
    }

    @Test func aFreshPairIsForEveryChannelOfTheShopAndTheApp() async throws {
        try await withDirectory { directory in
            try await serving(try settings(directory)) { [self] server, _, _ in
                let store = server.store
                try await put(store, "one", shop: "a.myshopify.com", location: 1, credentials("1"))
                try await put(store, "two", shop: "a.myshopify.com", location: 2, credentials("1"))
                try await put(store, "own-app", shop: "a.myshopify.com", location: 3, credentials("8", clientId: "x"))
                try await put(store, "other", shop: "b.myshopify.com", location: 1, credentials("9"))
                let before = try #require(try await store.channel(.default, ChannelID(stored: "two")))
                let tokens = StoredTokens(
                    store: store,
                    vault: vault,
                    tenant: .default,
                    channel: ChannelID(stored: "one")
                )
                let expiry = Timestamp(millisecondsSinceEpoch: 1_795_253_400_000)
                try await tokens.keep(
                    RenewedTokens(
                        accessToken: "shpat_2",
                        refreshToken: "shprt_2",
                        accessTokenExpiresAt: expiry,
                        refreshTokenExpiresAt: nil
                    ),
                    clientId: "app"
                )
                #expect(try await token(store, "one") == "shpat_2")
                #expect(try await token(store, "two") == "shpat_2")
                #expect(try await token(store, "own-app") == "shpat_8")
                #expect(try await token(store, "other") == "shpat_9")
                #expect(try await token(store, "nobody") == nil)

                let stored = try #require(try await tokens.stored()?.renewal)
                #expect(stored.refreshToken == "shprt_2" && stored.givenToken == "shprt_1")
                #expect(stored.accessTokenExpiresAt == expiry && stored.clientSecret == "shpss_1")
                // Sealed, and no reason to begin the channel's work anew.
                let after = try #require(try await store.channel(.default, ChannelID(stored: "two")))
                #expect(!String(decoding: after.sealedCredentials, as: UTF8.self).contains("shpat"))
                #expect(!after.isServedOtherwise(than: before))
                #expect(after.sealedCredentials != before.sealedCredentials)
            }
        }
    }

    @Test func settingsThatHaveNotChangedKeepWhatWasRenewed() async throws {
        let shop = [
            "SHOPIFY_SHOP": "example.myshopify.com", "SHOPIFY_API_SECRET": "shpss_1", "SHOPIFY_ACCESS_TOKEN": "shpat_1",
            "SHOPIFY_LOCATION_ID": "655441491", "SHOPIFY_ADMIN_URL": "http://127.0.0.1:9",
            "SHOPIFY_API_KEY": "app", "SHOPIFY_REFRESH_TOKEN": "shprt_1",
            "SYNCSTATE_ENCRYPTION_KEY": Data(repeating: 7, count: 32).base64EncodedString(),
        ]
        let vault = SealedCredentialVault(key: try SealingKey(base64: shop["SYNCSTATE_ENCRYPTION_KEY"] ?? ""))
        @Sendable func tokens(_ server: SyncStateServer) -> StoredTokens {
            StoredTokens(store: server.store, vault: vault, tenant: .default, channel: ShopifyChannelSetup.channelId)
        }
        try await withDirectory { directory in
            try await serving(try settings(directory, shop)) { server, _, _ in
                let given = try #require(try await tokens(server).stored())
                #expect(given.renewal?.clientId == "app" && given.renewal?.clientSecret == "shpss_1")
                try await tokens(server).keep(
                    RenewedTokens(
                        accessToken: "shpat_2",
                        refreshToken: "shprt_2",
                        accessTokenExpiresAt: nil,
                        refreshTokenExpiresAt: nil
                    ),
                    clientId: "app"
                )
            }
            try await serving(try settings(directory, shop)) { server, _, _ in
                let stored = try await tokens(server).stored()
                #expect(stored?.accessToken == "shpat_2")
            }
            // A person has connected the app anew.
            let anew = shop.merging(["SHOPIFY_ACCESS_TOKEN": "shpat_8", "SHOPIFY_REFRESH_TOKEN": "shprt_8"]) { $1 }
            try await serving(try settings(directory, anew)) { server, _, _ in
                let stored = try await tokens(server).stored()
                #expect(stored?.accessToken == "shpat_8")
            }
        }
        var withoutClient = shop
        withoutClient["SHOPIFY_API_KEY"] = nil
        let error = #expect(throws: SettingsError.self) { try settings("/nowhere", withoutClient) }
        #expect(error?.subject == "SHOPIFY_REFRESH_TOKEN")
    }
}

extension StoredTokens {
    /// Of the only instance there is.
    fileprivate init(store: any Store, vault: any SecretVault, tenant: TenantID, channel: ChannelID) {
        self.init(
            store: store,
            vault: vault,
            claims: SoleInstance(),
            tenant: tenant,
            channel: channel,
            shop: "a.myshopify.com"
        )
    }
}
