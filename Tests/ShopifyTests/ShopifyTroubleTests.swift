import Inventory
import Sandbox
import Shopify
import Sync
import Testing

/// What the gateway makes of a shop that fails, refuses or is silent.
struct ShopifyTroubleTests {
    private func error(_ report: PushReport) throws -> GatewayError {
        guard case .unavailable(let error) = report.verdict else { throw Unexpected(report.verdict) }
        return error
    }

    @Test(arguments: [401, 402, 403, 404, 423, 301])
    func needsAPerson(status: Int) async throws {
        try await OpenShop.with { open in
            open.shop.befall(.status(status), .status(status))
            let report = await open.gateway.push(
                PushBatch(txId: "tx", items: [open.item("MUG-WHITE", to: 1, from: 80)])
            )
            let error = try error(report)
            #expect(error.kind == .credentials)
            #expect(error.reason.contains("\(status)"))
            await #expect(throws: GatewayError.self) { try await open.gateway.readLevels([1]) }
        }
    }

    @Test func aWrongTokenNeedsAPerson() async throws {
        try await OpenShop.with(accessToken: "shpat_wrong") { open in
            let error = await #expect(throws: GatewayError.self) { try await open.gateway.catalogPage(after: nil) }
            #expect(error?.kind == .credentials)
            #expect(error?.reason.contains("shpat_wrong") == false)
        }
    }

    @Test func aLocationThatIsNotThereNeedsAPerson() async throws {
        try await OpenShop.with(locationId: 5) { open in
            let error = await #expect(throws: GatewayError.self) { try await open.gateway.catalogPage(after: nil) }
            #expect(error?.kind == .credentials)
        }
    }

    @Test func heedsTooManyRequests() async throws {
        try await OpenShop.with { open in
            let batch = PushBatch(txId: "tx", items: [open.item("MUG-WHITE", to: 1, from: 80)])
            open.shop.befall(.status(429, retryAfter: "2"))
            let limited = try error(await open.gateway.push(batch))
            #expect(limited.kind == .unavailable && limited.retryAfter == .seconds(2) && !limited.mayHaveHappened)

            open.shop.befall(.status(503, retryAfter: "99999"))
            let busy = try error(await open.gateway.push(batch))
            #expect(busy.kind == .unavailable && busy.retryAfter == .seconds(300) && busy.mayHaveHappened)
            #expect(open.shows("MUG-WHITE") == 80)
        }
    }

    @Test func waitsUntilTheBucketHoldsEnough() async throws {
        // At a standing clock nothing is restored.
        try await OpenShop.with(bucketRestore: 2, clock: ManualClock("2026-11-21T09:30:00Z").now) { open in
            open.shop.befall(.throttled)
            let report = await open.gateway.push(
                PushBatch(txId: "tx", items: [open.item("MUG-WHITE", to: 1, from: 80)])
            )
            let error = try error(report)
            #expect(error.kind == .unavailable && !error.mayHaveHappened)
            #expect(error.retryAfter == .seconds(5))
            #expect(report.throttle == ThrottleState(maximum: 2000, available: 0, restoreRate: 2))
        }
    }

    @Test(arguments: [200, 502])
    func aPageOfHTMLIsNoAnswer(status: Int) async throws {
        try await OpenShop.with { open in
            open.shop.befall(.status(status, isPage: true))
            let report = await open.gateway.push(
                PushBatch(txId: "tx", items: [open.item("MUG-WHITE", to: 1, from: 80)])
            )
            let error = try error(report)
            #expect(error.kind == (status == 200 ? .protocolViolation : .unavailable))
            #expect(error.mayHaveHappened)
            #expect(!error.reason.contains("<"))
        }
    }

    @Test func aBrokenConnectionMayHaveCarriedItOut() async throws {
        try await OpenShop.with { open in
            open.shop.befall(.hangUp, .hangUp)
            let error = try error(
                await open.gateway.push(PushBatch(txId: "tx", items: [open.item("MUG-WHITE", to: 1, from: 80)]))
            )
            #expect(error.kind == .unavailable && error.mayHaveHappened)
        }
    }

    @Test func silenceEnds() async throws {
        try await OpenShop.with(timeout: .milliseconds(200)) { open in
            open.shop.befall(.silence)
            let error = try error(
                await open.gateway.push(PushBatch(txId: "tx", items: [open.item("MUG-WHITE", to: 1, from: 80)]))
            )
            #expect(error.kind == .unavailable && error.mayHaveHappened)
        }
    }

    @Test(
        arguments: [
            ("INTERNAL_SERVER_ERROR", GatewayError.Kind.unavailable), ("ACCESS_DENIED", .credentials),
            ("SHOP_INACTIVE", .credentials), ("MAX_COST_EXCEEDED", .protocolViolation),
        ]
    )
    func tellsErrorsApart(code: String, kind: GatewayError.Kind) async throws {
        try await OpenShop.with { open in
            open.shop.befall(.error(code: code))
            let error = await #expect(throws: GatewayError.self) { try await open.gateway.order(1) }
            #expect(error?.kind == kind)
        }
    }
}
