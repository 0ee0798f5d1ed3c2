import Foundation
import Inventory
import NIOConcurrencyHelpers
import Sync
import Testing

@testable import Sandbox
@testable import Shopify

/// Access tokens that expire, against a shop that rotates them as Shopify does: the refresh token before the newest is
/// taken until the newest is used.
struct AccessTokenTests {
    /// What the shop holds to be valid.
    private final class Issuer: Sendable {
        struct State {
            var access = "shpat_1"
            var refresh = ["shprt_1"]
            var issued = 1
            var renewals = 0
            var used: [String] = []
            /// What the next renewals are answered with instead.
            var faults: [ScriptedShop.Answer] = []
        }

        let state = NIOLockedValueBox(State())

        func respond(_ request: ScriptedShop.Request) -> ScriptedShop.Answer {
            request.isGraphQL ? answer(request) : renew(request)
        }

        private func answer(_ request: ScriptedShop.Request) -> ScriptedShop.Answer {
            let token = request.header("X-Shopify-Access-Token") ?? ""
            let isValid = state.withLockedValue { state in
                state.used.append(token)
                return token == state.access
            }
            guard isValid else { return .json(#"{"errors":"[API] Invalid API key or access token"}"#, status: 401) }
            if request.operation == "SetQuantities" {
                return .json(#"{"data":{"inventorySetQuantities":{"inventoryAdjustmentGroup":null,"userErrors":[]}}}"#)
            }
            return .json(#"{"data":{"order":null}}"#)
        }

        private func renew(_ request: ScriptedShop.Request) -> ScriptedShop.Answer {
            guard request.path == "/admin/oauth/access_token",
                let asked = try? JSONDecoder().decode([String: String].self, from: Data(request.body)),
                asked["grant_type"] == "refresh_token", asked["client_id"] == "app",
                asked["client_secret"] == "shpss_1"
            else { return .json(#"{"error":"invalid_client"}"#, status: 400) }
            return state.withLockedValue { state in
                state.renewals += 1
                if !state.faults.isEmpty { return state.faults.removeFirst() }
                guard let place = state.refresh.firstIndex(of: asked["refresh_token"] ?? "") else {
                    return .json(#"{"error":"invalid_grant","error_description":"…"}"#, status: 400)
                }
                state.issued += 1
                // Whoever uses the newest retires the one before it.
                state.refresh = [state.refresh[place], "shprt_\(state.issued)"]
                state.access = "shpat_\(state.issued)"
                return .json(
                    """
                    {"access_token":"\(state.access)","expires_in":3600,"refresh_token":"shprt_\(state.issued)",
                    "refresh_token_expires_in":7776000,"scope":"write_inventory"}
                    """
                )
            }
        }

        var renewals: Int { state.withLockedValue { $0.renewals } }
    }

    /// What is stored, for every channel of the shop.
    private final class Keeper: TokenKeeper {
        struct Failed: Error {}

        let state: NIOLockedValueBox<ChannelCredentials>
        let failures = NIOLockedValueBox(0)

        init(_ credentials: ChannelCredentials) { state = NIOLockedValueBox(credentials) }

        func stored() async throws -> ChannelCredentials? { state.withLockedValue { $0 } }

        func alone<Result: Sendable>(_ renewal: () async throws -> Result) async throws -> Result {
            try await renewal()
        }

        func keep(_ tokens: RenewedTokens, clientId: String) async throws {
            let fails = failures.withLockedValue { failures in
                failures -= 1
                return failures >= 0
            }
            if fails { throw Failed() }
            state.withLockedValue { credentials in
                credentials.accessToken = tokens.accessToken
                credentials.renewal?.refreshToken = tokens.refreshToken
                credentials.renewal?.accessTokenExpiresAt = tokens.accessTokenExpiresAt
            }
        }
    }

    private func credentials(expiresIn seconds: Int64?, at clock: VirtualClock) -> ChannelCredentials {
        ChannelCredentials(
            accessToken: "shpat_1",
            signingSecrets: [],
            renewal: TokenRenewal(
                clientId: "app",
                clientSecret: "shpss_1",
                refreshToken: "shprt_1",
                accessTokenExpiresAt: seconds.map { clock.now.adding(.seconds($0)) },
                refreshTokenExpiresAt: nil
            )
        )
    }

    private func with(
        expiresIn seconds: Int64?,
        _ body: @Sendable (Issuer, Keeper, VirtualClock, ShopifyGateway, ScriptedShop) async throws -> Void
    ) async throws {
        let (issuer, clock) = (Issuer(), VirtualClock())
        let credentials = credentials(expiresIn: seconds, at: clock)
        let keeper = Keeper(credentials)
        try await ScriptedShop.with(clock: clock) {
            issuer.respond($0)
        } _: { shop in
            try await body(issuer, keeper, clock, shop.gateway(credentials, keeper: keeper), shop)
        }
    }

    @Test func renewsShortlyBeforeTheEnd() async throws {
        try await with(expiresIn: 600) { issuer, keeper, clock, gateway, _ in
            _ = try await gateway.order(1)
            #expect(issuer.renewals == 0)
            clock.advance(by: .seconds(301))
            _ = try await gateway.order(1)
            #expect(issuer.renewals == 1)
            #expect(issuer.state.withLockedValue { $0.used } == ["shpat_1", "shpat_2"])
            let stored = try #require(try await keeper.stored())
            #expect(stored.accessToken == "shpat_2" && stored.renewal?.refreshToken == "shprt_2")
            #expect(stored.renewal?.accessTokenExpiresAt == clock.now.adding(.seconds(3600)))
            _ = try await gateway.order(1)
            #expect(issuer.renewals == 1)
        }
    }

    @Test func renewsWhatTheShopRefuses() async throws {
        try await with(expiresIn: nil) { issuer, _, _, gateway, _ in
            issuer.state.withLockedValue { $0.access = "something else" }
            let item = PushBatch.Item(sku: SKU(stored: "A"), count: 1, version: 1, inventoryItemId: 1, expected: 2)
            let report = await gateway.push(PushBatch(txId: "tx", items: [item]))
            #expect(report.verdict == .answered([.told(at: nil)]))
            #expect(issuer.state.withLockedValue { $0.used } == ["shpat_1", "shpat_2"])
        }
    }

    @Test func oneRenewalServesAllChannelsOfAShop() async throws {
        try await with(expiresIn: -5) { issuer, keeper, clock, gateway, shop in
            let credentials = credentials(expiresIn: -5, at: clock)
            let other = shop.gateway(credentials, locationId: 10, keeper: keeper)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask { _ = try await (number % 2 == 0 ? gateway : other).order(1) }
                }
                try await group.waitForAll()
            }
            #expect(issuer.renewals == 1)
            // A gateway that was made of what was read long ago asks the store first.
            _ = try await shop.gateway(credentials, keeper: keeper).order(1)
            #expect(issuer.renewals == 1)
        }
    }

    @Test func whatCouldNotBeStoredIsAskedForAgain() async throws {
        try await with(expiresIn: -5) { issuer, keeper, clock, gateway, shop in
            keeper.failures.withLockedValue { $0 = 1 }
            let error = await #expect(throws: GatewayError.self) { try await gateway.order(1) }
            #expect(error?.kind == .unavailable && error?.mayHaveHappened == false)
            // Nothing that is not stored was used, and the process that comes next has the old pair only.
            #expect(issuer.state.withLockedValue { $0.used } == [])
            _ = try await shop.gateway(credentials(expiresIn: -5, at: clock), keeper: keeper).order(1)
            #expect(issuer.state.withLockedValue { $0.used } == ["shpat_3"])
            #expect(try await keeper.stored()?.renewal?.refreshToken == "shprt_3")
        }
    }

    @Test func aLostAnswerIsAskedForAgain() async throws {
        try await with(expiresIn: 60) { issuer, _, clock, gateway, _ in
            issuer.state.withLockedValue { $0.faults = [.json("<html>", status: 502), .json("{}")] }
            // It holds for a minute: until then nothing is lost.
            _ = try await gateway.order(1)
            #expect(issuer.renewals == 1)
            _ = try await gateway.order(1)
            #expect(issuer.renewals == 1)
            clock.advance(by: .seconds(31))
            _ = try await gateway.order(1)
            #expect(issuer.renewals == 2)
            issuer.state.withLockedValue { $0.faults = [] }
            clock.advance(by: .seconds(31))
            _ = try await gateway.order(1)
            #expect(issuer.state.withLockedValue { $0.used } == ["shpat_1", "shpat_1", "shpat_1", "shpat_2"])
        }
    }

    @Test func aSpentRefreshTokenNeedsAPerson() async throws {
        try await with(expiresIn: -5) { issuer, _, _, gateway, _ in
            issuer.state.withLockedValue { $0.refresh = ["shprt_of_somebody_else"] }
            let error = await #expect(throws: GatewayError.self) { try await gateway.order(1) }
            #expect(error?.kind == .credentials)
            let reason = try #require(error?.reason)
            #expect(reason.contains("invalid_grant") && reason.contains("open the app in the shop's admin"))
            #expect(!reason.contains("shprt"))
        }
    }

    @Test func aWrongClientSecretIsNamed() async throws {
        try await with(expiresIn: nil) { issuer, _, clock, _, shop in
            issuer.state.withLockedValue { $0.access = "something else" }
            var wrong = credentials(expiresIn: nil, at: clock)
            wrong.renewal?.clientSecret = "shpss_2"
            let error = await #expect(throws: GatewayError.self) {
                try await shop.gateway(wrong, keeper: Keeper(wrong)).order(1)
            }
            #expect(error?.kind == .credentials)
            #expect(error?.reason.contains("client secret") == true && error?.reason.contains("shpss") == false)
        }
    }

    @Test func withoutARefreshTokenARefusalStands() async throws {
        try await with(expiresIn: nil) { issuer, _, _, _, shop in
            issuer.state.withLockedValue { $0.access = "something else" }
            let error = await #expect(throws: GatewayError.self) { try await shop.gateway().order(1) }
            #expect(error?.kind == .credentials)
            #expect(issuer.renewals == 0)
        }
    }

    @Test func givingTheSameAgainBringsNothingSpentBack() {
        let clock = VirtualClock()
        let given = credentials(expiresIn: 60, at: clock)
        var held = given
        held.accessToken = "shpat_7"
        held.renewal?.refreshToken = "shprt_7"
        #expect(given.keepingTokens(of: held) == held)
        #expect(given.keepingTokens(of: nil) == given)
        var fresh = given
        fresh.renewal?.refreshToken = "shprt_9"
        fresh.renewal?.givenToken = "shprt_9"
        #expect(fresh.keepingTokens(of: held) == fresh)
        #expect("\(held) \(String(reflecting: held))".contains("shp") == false)
    }
}
