import HTTPTypes
import Inventory
import NIOConcurrencyHelpers
import SQLiteStore
import Sync
import SyncTesting
import Testing

@testable import Web

struct ChannelRoutesTests {
    private static let http = #"{"kind":"http","url":"https://example.com/counts","signingSecret":"hidden-signature"}"#
    private static let shopify = """
        {"kind":"shopify","shop":"Snow.MyShopify.com","locationId":"gid://shopify/Location/905684977",
        "accessToken":"shpat_hidden","webhookSecrets":["hidden-1","hidden-2"]}
        """

    @Test func channelsAreMadeShownAndDeleted() async throws {
        try await Installation.run { _, api in
            let made = try await api.put("/v1/channels/web", Self.http).expect(200).data
            #expect(made["status"].text == "ok")
            #expect(made["dirty"].integer == 0)
            try await api.put("/v1/channels/shop", Self.shopify).expect(200)
            let shop = try await api.get("/v1/channels/shop").expect(200).data
            #expect(shop["shop"].text == "snow.myshopify.com")
            #expect(shop["locationId"].integer == 905_684_977)
            #expect(shop["authority"].text == "adopt")
            #expect(shop["apiVersion"].text == "2026-07")
            let listed = try await api.get("/v1/channels").expect(200)
            #expect(listed.data.elements.map { $0["channelId"].text } == ["web", "shop"])
            #expect(!listed.text.contains("hidden"))
            try await api.delete("/v1/channels/web").expect(204)
            try await api.delete("/v1/channels/web").refused(404)
            try await api.get("/v1/channels/web").refused(404)
        }
    }

    @Test func listsArePaged() async throws {
        try await Installation.run { _, api in
            for id in ["c", "a", "b"] { try await api.put("/v1/channels/\(id)", Self.http).expect(200) }
            let first = try await api.get("/v1/channels?limit=2").expect(200)
            #expect(first.data.elements.map { $0["channelId"].text } == ["c", "a"])
            let next = try #require(first.json["nextCursor"].text)
            let second = try await api.get("/v1/channels?limit=2&cursor=\(next)").expect(200)
            #expect(second.data.elements.map { $0["channelId"].text } == ["b"])
            #expect(second.json["nextCursor"] == .null)
            try await api.get("/v1/channels?cursor=bm9uZQ").refused(400, field: "cursor")
        }
    }

    private static func renewing(_ fields: String) -> String {
        #"{"kind":"shopify","shop":"a.example","locationId":1,"accessToken":"t","webhookSecrets":["w"],\#(fields)}"#
    }

    @Test func whatRenewsATokenIsKeptAndNeverShown() async throws {
        try await Installation.run { installation, api in
            let given = Self.renewing(#""refreshToken":"shprt_1","clientId":"app""#)
            let answer = try await api.put("/v1/channels/c", given).expect(200)
            #expect(!answer.text.contains("shprt_1"))
            @Sendable func held() async throws -> ChannelCredentials {
                let id = ChannelID(stored: "c")
                let channel = try #require(try await installation.store.channel(.default, id))
                return try installation.dependencies.vault.open(
                    channel.sealedCredentials,
                    tenant: .default,
                    channel: id
                )
            }
            let renewal = try #require(try await held().renewal)
            #expect(renewal.refreshToken == "shprt_1" && renewal.clientSecret == "w")
            // Somebody has renewed it meanwhile; the same settings put again bring nothing spent back.
            try await StoredTokens(
                store: installation.store,
                vault: installation.dependencies.vault,
                claims: SoleInstance(),
                tenant: .default,
                channel: ChannelID(stored: "c"),
                shop: "c.myshopify.com"
            ).keep(
                RenewedTokens(
                    accessToken: "t2",
                    refreshToken: "shprt_2",
                    accessTokenExpiresAt: nil,
                    refreshTokenExpiresAt: nil
                ),
                clientId: "app"
            )
            try await api.put("/v1/channels/c", given).expect(200)
            #expect(try await held().accessToken == "t2")
            try await api.put("/v1/channels/c", Self.renewing(#""refreshToken":"shprt_9","clientId":"app""#)).expect(
                200
            )
            #expect(try await held().accessToken == "t")
        }
    }

    @Test(
        arguments: [
            (#"{}"#, ["kind"]), (#"{"kind":"ebay"}"#, ["kind"]), (#"{"kind":"http"}"#, ["url", "signingSecret"]),
            (#"{"kind":"http","url":"http://example.com/","signingSecret":""}"#, ["url", "signingSecret"]),
            (
                #"{"kind":"http","url":"https://u:p@example.com/","signingSecret":"s","paused":"yes"}"#,
                ["url", "paused"]
            ),
            (#"{"kind":"shopify"}"#, ["shop", "locationId", "accessToken", "webhookSecrets"]),
            (
                #"{"kind":"shopify","shop":"a b","locationId":0,"accessToken":"a b","webhookSecrets":[]}"#,
                ["shop", "locationId", "accessToken", "webhookSecrets"]
            ),
            (
                #"{"kind":"shopify","shop":"a.example","locationId":"x","accessToken":"t","webhookSecrets":["1","2","3","4","5","6"]}"#,
                ["locationId", "webhookSecrets"]
            ),
            (
                #"{"kind":"shopify","shop":"a.example","locationId":1.5,"accessToken":"t","webhookSecrets":["", 5],"adminUrl":"http://10.0.0.1","apiVersion":"2026-13","authority":"me"}"#,
                ["locationId", "adminUrl", "apiVersion", "authority", "webhookSecrets", "webhookSecrets"]
            ),
            (renewing(#""refreshToken":"r""#), ["clientId"]),
            (renewing(#""clientId":"app","clientSecret":"s""#), ["refreshToken"]),
            (
                renewing(#""refreshToken":"r r","clientId":"a b","accessTokenExpiresAt":"soon""#),
                ["refreshToken", "clientId", "accessTokenExpiresAt"]
            ),
        ]
    )
    func whatIsWrongIsNamedAtOnce(body: String, fields: [String]) async throws {
        try await Installation.run { _, api in
            // A kind that is not known is read as the first one would be.
            let named = try await api.put("/v1/channels/c", body).refused(400).fields
            #expect(Set(named).isSuperset(of: fields), "\(named)")
            if !fields.contains("kind") { #expect(named.count == fields.count, "\(named)") }
            try await api.get("/v1/channels/c").refused(404)
        }
    }

    @Test(arguments: ["a b", "a/b", "..", String(repeating: "a", count: 65)])
    func anIdHasItsForm(id: String) async throws {
        try await Installation.run { _, api in
            try await api.put("/v1/channels/\(id.percentEncoded)", Self.http).refused(400, field: "channelId")
        }
    }

    @Test func plainHTTPIsForLoopback() async throws {
        try await Installation.run { _, api in
            let local = "http://127.0.0.1:9/counts"
            let channel = Self.http.replacing("https://example.com/counts", with: local)
            let made = try await api.put("/v1/channels/c", channel).expect(200)
            #expect(made.data["url"].text == local)
        }
    }

    @Test func aChannelStaysWhatItIs() async throws {
        try await Installation.run { _, api in
            try await api.put("/v1/channels/c", Self.http).expect(200)
            try await api.put("/v1/channels/c", Self.shopify).refused(409, "channel_kind")
        }
    }

    @Test func pausesStopAndEnd() async throws {
        try await Installation.run { _, api in
            try await api.put("/v1/channels/c", Self.http).expect(200)
            let paused = try await api.post("/v1/channels/c/pause").expect(200).data
            #expect(paused["status"].text == "paused")
            #expect(paused["pauseReason"].text == "requested")
            #expect(try await api.put("/v1/channels/c", Self.http).data["status"].text == "paused")
            #expect(try await api.post("/v1/channels/c/resume").expect(200).data["status"].text == "ok")
            try await api.post("/v1/channels/none/pause").refused(404)
            let born = Self.http.replacing(#"{"kind""#, with: #"{"paused":true,"kind""#)
            #expect(try await api.put("/v1/channels/d", born).data["paused"] == .bool(true))
        }
    }

    @Test func whatWaitsIsShown() async throws {
        try await Installation.run { installation, api in
            try await api.put("/v1/channels/c", Self.http).expect(200)
            try await api.put("/v1/inventory/A", #"{"physical":1}"#).expect(200)
            installation.clock.advance(by: .seconds(7))
            let channel = try await api.get("/v1/channels/c").data
            #expect(channel["dirty"].integer == 1)
            #expect(channel["oldestDirtySeconds"].integer == 7)
            let row = try await api.get("/v1/inventory/A").data["channels"].elements
            #expect(row.map { $0["dirty"] } == [.bool(true)])
        }
    }

    @Test func onlyContestedItemsAreResolved() async throws {
        try await Installation.run { installation, api in
            try await api.put("/v1/channels/shop", Self.shopify).expect(200)
            try await api.put("/v1/inventory/A", #"{"physical":10}"#).expect(200)
            let path = "/v1/channels/shop/items/A/resolve"
            try await api.post(path, #"{"take":"both"}"#).refused(400, field: "take")
            try await api.post(path, #"{"take":"ours"}"#).refused(404)
            let item = ChannelItem(
                channelId: ChannelID(stored: "shop"),
                sku: SKU(stored: "A"),
                inventoryItemId: 7,
                expected: 12,
                surplus: 2,
                contested: true
            )
            try await installation.store.write(.default) { tx in try tx.put(item) }
            let resolved = try await api.post(path, #"{"take":"theirs"}"#).expect(200).data
            #expect(resolved["physical"].integer == 12)
            try await api.post(path, #"{"take":"ours"}"#).refused(409, "not_contested")
        }
    }
}

struct JobRoutesTests {
    private func withShop(_ body: @Sendable (Installation, API) async throws -> Void) async throws {
        try await Installation.run { installation, api in
            try await Shop(api: api).connect()
            installation.gateways.state.withLockedValue { state in
                state.catalogue = [
                    LevelReading.Entry(inventoryItemId: 1, sku: SKU(stored: "A"), available: 5, updatedAt: state.readAt)
                ]
            }
            try await body(installation, api)
        }
    }

    @Test func aCatalogueIsImportedOrTried() async throws {
        try await withShop { _, api in
            let tried = try await api.post("/v1/channels/shop/import?dryRun=true").expect(200).data
            #expect(tried["dryRun"] == .bool(true))
            #expect(tried["trackedItems"].integer == 1)
            try await api.get("/v1/inventory/A").refused(404)
            #expect(try await api.post("/v1/channels/shop/import").expect(200).data["checkedItems"].integer == 1)
            #expect(try await api.get("/v1/inventory/A").expect(200).data["physical"].integer == 5)
            let reconciled = try await api.post("/v1/channels/shop/reconcile?dryRun=1").expect(200).data
            #expect(reconciled["differences"].elements.isEmpty)
            try await api.post("/v1/channels/shop/import?dryRun=perhaps").refused(400, field: "dryRun")
            try await api.post("/v1/channels/none/import").refused(404)
        }
    }

    @Test func aChannelThatCannotBeAskedSaysWhy() async throws {
        try await withShop { installation, api in
            installation.gateways.state.withLockedValue {
                $0.failure = GatewayError(kind: .unavailable, reason: "the shop is away")
            }
            let answer = try await api.post("/v1/channels/shop/import").refused(422, "channel_unavailable")
            #expect(answer.text.contains("the shop is away"))
        }
    }

    /// One key, one import: who comes meanwhile is asked to come again, who comes later gets the same answer.
    @Test func longWorkRunsOnceForAKey() async throws {
        try await withShop { installation, api in
            let keyed = api.with(.idempotencyKey, "k")
            let (gate, hand) = AsyncStream<Void>.makeStream()
            let (arrivals, arrival) = AsyncStream<Void>.makeStream()
            installation.gateways.state.withLockedValue { state in
                state.gate = gate
                state.arrival = arrival
            }
            async let first = keyed.post("/v1/channels/shop/import")
            for await _ in arrivals { break }
            try await keyed.post("/v1/channels/shop/import").refused(503, "idempotency_in_progress")
            hand.finish()
            let answer = try await first.expect(200)
            #expect(try await keyed.post("/v1/channels/shop/import").bytes == answer.bytes)
        }
    }
}
