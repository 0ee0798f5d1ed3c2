import CurlClient
import Foundation
import Inventory
import Sandbox
import Signing
import Sync
import Testing

@testable import App

/// A shop that refuses us, from its answer to the alert that a merchant reads.
@Suite struct RefusedShopTests {
    /// Runs `body` beside an open shop whose channel `shop` has one tracked SKU.
    private func with(
        _ body: @escaping @Sendable (SandboxShop, SyncStateServer, String, CurlClient) async throws -> Void
    ) async throws {
        try await withDirectory { directory in
            let client = try CurlClient()
            let shop = try SandboxShop(
                SandboxShop.Configuration(
                    shop: .north,
                    webhookAddress: "http://127.0.0.1:1/",
                    behaviour: DeliveryBehaviour(dropProbability: 1)
                ),
                client: client
            )
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await shop.run() }
                let adminURL = try await shop.adminURL()
                try await serving(try settings(directory)) { server, url, http in
                    let channel = """
                        {"kind":"shopify","shop":"\(DemoShop.north.domain)","locationId":\(DemoShop.north.locationId),
                        "accessToken":"\(DemoShop.north.accessToken)","webhookSecrets":["s"],"adminUrl":"\(adminURL)"}
                        """
                    let put = try await http.call(
                        "PUT",
                        "\(url)/v1/channels/shop",
                        key: server.processKey,
                        json: channel
                    )
                    #expect(put.status == 200, "\(put.text)")
                    let taken = try await http.call("POST", "\(url)/v1/channels/shop/import", key: server.processKey)
                    #expect(taken.status == 200, "\(taken.text)")
                    try await body(shop, server, url, http)
                }
                group.cancelAll()
            }
            await client.shutdown()
        }
    }

    private func channel(_ server: SyncStateServer) async throws -> Channel {
        try #require(try await server.store.channel(.default, ChannelID(stored: "shop")))
    }

    private func expectPaused(_ server: SyncStateServer, naming text: String) async throws {
        let deadline = ContinuousClock.now.advanced(by: .seconds(20))
        while try await channel(server).pause == nil, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
        let channel = try await channel(server)
        #expect(channel.pause == .credentials)
        #expect(channel.lastError?.contains(text) == true)
        let alerts = try await server.store.alerts(
            .default,
            AlertFilter(type: .channelPaused, state: .open),
            PageRequest()
        )
        #expect(alerts.items.map(\.key.channelId) == [channel.channelId])
        #expect(alerts.items.first?.message.contains(text) == true)
    }

    @Test(arguments: [401, 402, 403, 404, 423])
    func aRefusedWritePausesTheChannel(status: Int) async throws {
        try await with { shop, server, url, http in
            shop.befall(.status(status))
            let count = try await http.call(
                "PUT",
                "\(url)/v1/inventory/MUG-WHITE",
                key: server.processKey,
                json: #"{"physical":3}"#
            )
            #expect(count.status == 200)
            try await expectPaused(server, naming: "\(status)")
            // What it was to be told is kept, and told once a person has mended it.
            let resumed = try await http.call("POST", "\(url)/v1/channels/shop/resume", key: server.processKey)
            #expect(resumed.status == 200)
            let deadline = ContinuousClock.now.advanced(by: .seconds(20))
            while shop.levels()["MUG-WHITE"] != 3, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(shop.levels()["MUG-WHITE"] == 3)
        }
    }

    @Test func aRefusedReconciliationPausesTheChannelAndADryRunDoesNot() async throws {
        try await with { shop, server, url, http in
            shop.befall(.status(403))
            let reconcile = "\(url)/v1/channels/shop/reconcile"
            let dry = try await http.call("POST", "\(reconcile)?dryRun=true", key: server.processKey)
            #expect(dry.status == 422)
            #expect(try await channel(server).pause == nil)
            shop.befall(.status(403))
            let wet = try await http.call("POST", reconcile, key: server.processKey)
            #expect(wet.status == 422)
            try await expectPaused(server, naming: "403")
        }
    }

    @Test func aPassingTroubleDoesNotPause() async throws {
        try await with { shop, server, url, http in
            shop.befall(.status(500), .status(429, retryAfter: "0"), .hangUp, .throttled, .lostReply)
            let count = try await http.call(
                "PUT",
                "\(url)/v1/inventory/MUG-WHITE",
                key: server.processKey,
                json: #"{"physical":3}"#
            )
            #expect(count.status == 200)
            let deadline = ContinuousClock.now.advanced(by: .seconds(30))
            while shop.levels()["MUG-WHITE"] != 3, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(shop.levels()["MUG-WHITE"] == 3)
            #expect(try await channel(server).pause == nil)
        }
    }
}
