import ArgumentParser
import Sandbox

extension DemoDirector {
    private static let lateness = Duration.seconds(2)

    /// The south sells while its webhooks are late, and then the north: what we write to the south is compared there with
    /// what we believe it shows, refused, read again and corrected. A blind write would have brought the sold unit back.
    func saleDuringBroadcast() async throws {
        let sku = Self.tied
        let before = try await agreement(on: sku)
        let shelf = try south.available(sku)
        let refused = watch.model.totals.stale

        let usual = south.behaviour
        var late = usual
        late.shortestDelay = Self.lateness
        south.set(late)
        try south.sell([(sku, 1)])
        south.set(usual)
        watch.went("demo-south sells 1 \(sku): \(shelf) → \(shelf - 1). Its webhooks are late.")

        try north.sell([(sku, 2)])
        watch.went("demo-north sells 2, so demo-south is to be told \(shelf - 2), if it still shows \(shelf).")
        _ = try await become("the write is refused") { watch.model.totals.stale > refused ? true : nil }
        watch.went("It does not: the write is refused as stale, and the shelf is read again.")
        let told = try await become("the corrected count is written") {
            let now = try south.available(sku)
            return now == shelf - 1 ? nil : now
        }
        watch.went("Corrected: demo-south is told \(told). The sale of a moment ago is still there.")

        _ = try await become("both orders are taken in") {
            try await api.demoRow(sku).physical == before.physical - 3 ? true : nil
        }
        let after = try await agreement(on: sku)
        try require(after.physical == before.physical - 3, "\(before.physical - after.physical) are gone, 3 were sold")
        watch.went("Both orders have come: 3 sold, \(before.physical) → \(after.physical), the same everywhere.")
    }

    /// No order explains a rise, so it is not believed before it was asked for again; then it is the merchant's word.
    func editByHand(_ shop: SandboxShop) async throws {
        let sku = Self.recounted
        let before = try await agreement(on: sku)
        let shelf = try shop.available(sku)
        let channel = DemoShops.channel(of: shop.domain)
        try shop.edit(sku, to: shelf + 6)
        watch.went("Somebody finds 6 more \(sku) and says so in \(channel): \(shelf) → \(shelf + 6).")
        _ = try await become("the edit is noticed") {
            let row = try await api.demoRow(sku)
            return row.channel(channel)?.surplus == 6 || row.physical != before.physical ? true : nil
        }
        watch.went("No order explains it: it waits to be settled, and nobody else is told 6 more.")
        _ = try await become("the edit is adopted") {
            try await api.demoRow(sku).physical == before.physical + 6 ? true : nil
        }
        watch.went("Asked again, it is still so: adopted, \(before.physical) → \(before.physical + 6).")
        let after = try await agreement(on: sku)
        try require(after.physical == before.physical + 6, "the edit became \(after.physical - before.physical)")
        try require(try shop.available(sku) == shelf + 6, "the edit was written over")
        watch.went("Every other channel is told; what the person wrote stands.")
    }

    /// The same delivery again is known by its id, and the level webhook that our own write causes by its value.
    func deliveredTwice() async throws {
        let sku = Self.doubled
        let before = try await agreement(on: sku)
        let (repeats, echoes) = (watch.model.totals.repeats, watch.model.totals.echoes)
        let usual = north.behaviour
        var doubling = usual
        doubling.duplicateProbability = 1
        north.set(doubling)
        try north.sell([(sku, 2)])
        north.set(usual)
        watch.went("demo-north sells 2 \(sku), and delivers each of its three webhooks twice.")
        _ = try await become("the repeats are delivered") { watch.model.totals.repeats >= repeats + 3 ? true : nil }
        let after = try await agreement(on: sku)
        try require(after.physical == before.physical - 2, "\(before.physical - after.physical) are gone, 2 were sold")
        watch.went("The repeats were known and moved nothing: \(before.physical) → \(after.physical), once.")
        _ = try await become("an echo is known") { watch.model.totals.echoes > echoes ? true : nil }
        watch.went("demo-south told us of our own write to it: known for an echo, and nothing is sent.")
    }

    /// Shopify promises no delivery. What never came is pulled.
    func webhooksLost() async throws {
        let sku = Self.lost
        let before = try await agreement(on: sku)
        let usual = north.behaviour
        var losing = usual
        losing.dropProbability = 1
        north.set(losing)
        try north.sell([(sku, 2)])
        north.set(usual)
        watch.went(
            "demo-north sells 2 \(sku), and none of its webhooks is ever delivered: we still say \(before.physical)."
        )
        _ = try await become("the shop lets itself be read") {
            do {
                return try await api.call("POST", "/v1/channels/\(DemoShops.north)/reconcile")
            } catch let failure as CommandFailure where failure.exitCode == .failure {
                // At a high rate the shop throttles us.
                return nil
            }
        }
        let after = try await agreement(on: sku)
        try require(after.physical == before.physical - 2, "\(before.physical - after.physical) are gone, 2 were sold")
        watch.went("Reconciliation pulls the order: \(before.physical) → \(after.physical), and everybody is told.")
    }
}
