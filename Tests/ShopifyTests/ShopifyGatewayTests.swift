import Inventory
import NIOConcurrencyHelpers
import Sandbox
import Shopify
import Sync
import Testing

/// The gateway against a shop that keeps Shopify's rules, over HTTP.
struct ShopifyGatewayTests {
    private func error(_ report: PushReport) throws -> GatewayError {
        guard case .unavailable(let error) = report.verdict else { throw Unexpected(report.verdict) }
        return error
    }

    // MARK: Writing

    @Test func comparesAndSets() async throws {
        let clock = ManualClock("2026-11-21T09:30:00.700Z")
        try await OpenShop.with(clock: clock.now) { open in
            clock.advance(seconds: 60)
            let report = await open.gateway.push(
                PushBatch(
                    txId: "tx-1",
                    items: [open.item("MUG-WHITE", to: 77, from: 80), open.item("POSTER-A2", to: -3, from: 25)]
                )
            )
            let written = PushReport.Outcome.told(at: Timestamp(iso8601: "2026-11-21T09:31:00Z"))
            #expect(report.verdict == .answered([written, written]))
            #expect(report.throttle == ThrottleState(maximum: 2000, available: 1987, restoreRate: 100))
            #expect(open.shows("MUG-WHITE") == 77)
            #expect(open.shows("POSTER-A2") == -3)
        }
    }

    @Test func aSaleOfAMomentAgoSurvives() async throws {
        try await OpenShop.with { open in
            try open.shop.sell([("MUG-WHITE", 2)])
            let report = await open.gateway.push(
                PushBatch(
                    txId: "tx-1",
                    items: [
                        open.item("CAP-NAVY", to: 30, from: 35), open.item("MUG-WHITE", to: 70, from: 80),
                        open.item("TOTE-CANVAS", to: 40, from: 45),
                    ]
                )
            )
            guard case .answered(let outcomes) = report.verdict else { throw Unexpected(report.verdict) }
            #expect(outcomes[1] == .stale)
            #expect(open.shows("MUG-WHITE") == 78)
            #expect(open.shows("CAP-NAVY") == 30)
            #expect(open.shows("TOTE-CANVAS") == 40)
        }
    }

    @Test func oneBadItemDoesNotBlockTheOthers() async throws {
        try await OpenShop.with { open in
            let ghost = PushBatch.Item(
                sku: SKU(stored: "GHOST"),
                count: 1,
                version: 1,
                inventoryItemId: 404,
                expected: 0
            )
            let mug = open.item("MUG-WHITE", to: 1, from: 80)
            let cap = open.item("CAP-NAVY", to: 30, from: 35)
            let report = await open.gateway.push(PushBatch(txId: "tx-1", items: [ghost, mug, cap, mug]))
            guard case .answered(let outcomes) = report.verdict else { throw Unexpected(report.verdict) }
            #expect(outcomes[0] == .refused("The specified inventory item could not be found."))
            let twice = PushReport.Outcome.refused("The combination of inventoryItemId and locationId must be unique.")
            #expect(outcomes[1] == twice && outcomes[3] == twice)
            guard case .told = outcomes[2] else { throw Unexpected(outcomes[2]) }
            #expect(open.shows("MUG-WHITE") == 80)
        }
    }

    @Test func theSameBatchIsWrittenOnce() async throws {
        try await OpenShop.with { open in
            let batch = PushBatch(txId: "tx-1", items: [open.item("MUG-WHITE", to: 70, from: 80)])
            let first = await open.gateway.push(batch)
            // As it was when the write began: without the key it would now be written once more.
            try open.shop.edit("MUG-WHITE", to: 80)
            let second = await open.gateway.push(batch)
            #expect(first.verdict == second.verdict)
            #expect(open.shows("MUG-WHITE") == 80)
        }
    }

    @Test func aLostReplyIsAskedForAgain() async throws {
        let writes = NIOLockedValueBox(0)
        let counting: @Sendable (SandboxEvent) -> Void = { event in
            if case .written = event { writes.withLockedValue { $0 += 1 } }
        }
        try await OpenShop.with(onEvent: counting) { open in
            open.shop.befall(.lostReply)
            let batch = PushBatch(txId: "tx-1", items: [open.item("MUG-WHITE", to: 70, from: 80)])
            var report = await open.gateway.push(batch)
            // The client itself asks again where the connection had been used before; here it may be new.
            if case .unavailable(let error) = report.verdict {
                #expect(error.mayHaveHappened)
                report = await open.gateway.push(batch)
            }
            guard case .answered(let outcomes) = report.verdict, case .told = outcomes[0] else {
                throw Unexpected(report.verdict)
            }
            #expect(open.shows("MUG-WHITE") == 70)
            #expect(writes.withLockedValue { $0 } == 1)
        }
    }

    @Test func aKeyThatFailedIsNotUsedAgain() async throws {
        try await OpenShop.with { open in
            let batch = PushBatch(txId: "tx-1", items: [open.item("MUG-WHITE", to: 70, from: 79)])
            #expect(await open.gateway.push(batch).verdict == .answered([.stale]))
            // After a crash the same batch: its key has failed, so the shelf is compared under another one.
            try open.shop.edit("MUG-WHITE", to: 79)
            guard case .answered(let outcomes) = await open.gateway.push(batch).verdict, case .told = outcomes[0] else {
                throw Unexpected("not told")
            }
            #expect(open.shows("MUG-WHITE") == 70)
        }
    }

    // MARK: Trouble

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
            #expect(error.retryAfter == .milliseconds(6500))
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

    // MARK: Reading

    @Test func readsLiveLevels() async throws {
        let clock = ManualClock("2026-11-21T09:30:00.700Z")
        try await OpenShop.with(clock: clock.now) { open in
            clock.advance(seconds: 5)
            try open.shop.edit("MUG-WHITE", to: 11)
            clock.advance(seconds: 5)
            let reading = try await open.gateway.readLevels([open.itemId("MUG-WHITE"), 404, open.itemId("CAP-NAVY")])
            #expect(reading.readAt == Timestamp(iso8601: "2026-11-21T09:30:10Z"))
            #expect(
                reading.entries == [
                    LevelReading.Entry(
                        inventoryItemId: open.itemId("MUG-WHITE"),
                        sku: SKU(stored: "MUG-WHITE"),
                        available: 11,
                        updatedAt: Timestamp(iso8601: "2026-11-21T09:30:05Z")
                    ),
                    LevelReading.Entry(inventoryItemId: 404, sku: nil, available: nil, updatedAt: nil),
                    LevelReading.Entry(
                        inventoryItemId: open.itemId("CAP-NAVY"),
                        sku: SKU(stored: "CAP-NAVY"),
                        available: 35,
                        updatedAt: Timestamp(iso8601: "2026-11-21T09:30:00Z")
                    ),
                ]
            )
        }
    }

    @Test func whatIsStockedElsewhereHasNoLevelHere() async throws {
        try await OpenShop.with(locationId: 5) { open in
            let reading = try await open.gateway.readLevels([open.itemId("MUG-WHITE")])
            #expect(reading.entries.map(\.available) == [nil])
            #expect(reading.entries.map(\.sku) == [SKU(stored: "MUG-WHITE")])
        }
    }

    @Test func pagesTheCatalogue() async throws {
        try await OpenShop.with(pageLimit: 5) { open in
            var entries: [LevelReading.Entry] = []
            var pages = 0
            var cursor: String?
            repeat {
                let page = try await open.gateway.catalogPage(after: cursor)
                entries += page.reading.entries
                cursor = page.next
                pages += 1
            } while cursor != nil
            #expect(pages == 3)
            let expected = DemoCatalogue.items.map { "\($0.sku) \($0.inventoryItemId) \($0.stock)" }
            #expect(
                Set(entries.map { "\($0.sku?.value ?? "") \($0.inventoryItemId) \($0.available ?? -1)" })
                    == Set(expected)
            )
            #expect(entries.count == expected.count)
        }
    }

    @Test(arguments: [250, 1])
    func readsOrdersUpdatedSince(pageLimit: Int) async throws {
        let clock = ManualClock("2026-11-21T09:00:00Z")
        try await OpenShop.with(pageLimit: pageLimit, clock: clock.now) { open in
            let old = try open.shop.sell([("CAP-NAVY", 1)])
            clock.advance(seconds: 60)
            let plain = try open.shop.sell([("MUG-WHITE", 2), ("POSTER-A2", 1), ("CAP-NAVY", 3)])
            clock.advance(seconds: 60)
            try open.shop.refund(plain, sku: "CAP-NAVY", quantity: 1, restock: .noRestock, note: "Arrived damaged")
            clock.advance(seconds: 60)
            let cancelled = try open.shop.sell([("TOTE-CANVAS", 1), ("MUG-WHITE", 1)])
            clock.advance(seconds: 1)
            try open.shop.cancel(cancelled)

            let since = try #require(Timestamp(iso8601: "2026-11-21T09:02:00.900Z"))
            var orders: [OrderSnapshot] = []
            var cursor: String?
            repeat {
                let page = try await open.gateway.ordersPage(updatedSince: since, after: cursor)
                orders += page.orders
                cursor = page.next
            } while cursor != nil

            #expect(orders.map(\.orderId) == [plain, cancelled])
            #expect(orders[0].createdAt == Timestamp(iso8601: "2026-11-21T09:01:00Z"))
            #expect(orders[0].updatedAt == since.adding(milliseconds: -900))
            #expect(orders[0].lines.map(\.sku?.value) == ["MUG-WHITE", "POSTER-A2", "CAP-NAVY"])
            #expect(orders[0].lines.map(\.quantity) == [2, 1, 3])
            #expect(orders[0].refunds.map(\.note) == ["Arrived damaged"])
            #expect(
                orders[0].refunds[0].lines == [
                    RefundLine(
                        lineId: orders[0].lines[2].lineId,
                        sku: SKU(stored: "CAP-NAVY"),
                        quantity: 1,
                        restock: .noRestock
                    )
                ]
            )
            #expect(orders[1].refunds.flatMap(\.lines).map(\.restock) == [.cancel, .cancel])
            #expect(try await open.gateway.order(old)?.lines.map(\.quantity) == [1])
            #expect(try await open.gateway.order(plain) == orders[0])
            #expect(try await open.gateway.order(1) == nil)
        }
    }

    @Test func anOrderThatChangesBetweenItsPagesIsBegunAnew() async throws {
        let clock = ManualClock("2026-11-21T09:00:00Z")
        let requests = NIOLockedValueBox(0)
        let shop = NIOLockedValueBox<(shop: SandboxShop, orderId: Int64)?>(nil)
        // The shop asks for the time at each request: the third one is the second page.
        let counting: SandboxClock = {
            let number = requests.withLockedValue { count -> Int in
                count += 1
                return count
            }
            if number == 2, let (shop, orderId) = shop.withLockedValue({ $0 }) {
                clock.advance(seconds: 5)
                do {
                    try shop.refund(orderId, sku: "CAP-NAVY", quantity: 1, restock: .return)
                } catch {
                    Issue.record(error)
                }
            }
            return clock.now()
        }
        try await OpenShop.with(pageLimit: 2, clock: counting) { open in
            let orderId = try open.shop.sell([("MUG-WHITE", 2), ("POSTER-A2", 1), ("CAP-NAVY", 3)])
            shop.withLockedValue { $0 = (open.shop, orderId) }
            requests.withLockedValue { $0 = 0 }
            let order = try #require(try await open.gateway.order(orderId))
            #expect(order.lines.count == 3)
            #expect(order.refunds.count == 1)
            #expect(order.updatedAt == Timestamp(iso8601: "2026-11-21T09:00:05Z"))
        }
    }
}
