import Inventory
import NIOConcurrencyHelpers
import Sync

/// A channel in memory: it shows what it was told, unless it was told to misbehave.
final class FakeChannel: ChannelGateway, ChannelGatewayFactory {
    private struct State {
        var shown: [SKU: Int64] = [:]
        var batches: [PushBatch] = []
        var faults: [PushReport.Verdict] = []
        var refused: Set<SKU> = []
        /// How many of the next replies are lost after the channel took the batch.
        var lostReplies = 0
        /// Whether a refusal names its item; if not, the whole batch is refused.
        var namesItems = true
        var underWay = 0
        var mostUnderWay = 0
    }

    private let state = NIOLockedValueBox(State())
    let batchLimit: Int

    init(batchLimit: Int = 100) {
        self.batchLimit = batchLimit
    }

    func gateway(for entry: DirectoryEntry) -> any ChannelGateway { self }

    var shown: [SKU: Int64] { state.withLockedValue { $0.shown } }
    var batches: [PushBatch] { state.withLockedValue { $0.batches } }
    var mostUnderWay: Int { state.withLockedValue { $0.mostUnderWay } }

    /// The next pushes fail so, one after the other.
    func fail(_ faults: PushReport.Verdict...) {
        state.withLockedValue { $0.faults += faults }
    }

    /// The next pushes are taken, and nobody hears of it.
    func loseReplies(_ count: Int) {
        state.withLockedValue { $0.lostReplies = count }
    }

    func refuse(_ skus: Set<SKU>, naming: Bool) {
        state.withLockedValue { state in
            state.refused = skus
            state.namesItems = naming
        }
    }

    func push(_ batch: PushBatch) async -> PushReport {
        state.withLockedValue { state in
            state.underWay += 1
            state.mostUnderWay = max(state.mostUnderWay, state.underWay)
        }
        await Task.yield()
        return state.withLockedValue { state in
            state.underWay -= 1
            state.batches.append(batch)
            if !state.faults.isEmpty { return PushReport(state.faults.removeFirst()) }
            let bad = batch.items.filter { state.refused.contains($0.sku) }
            if !bad.isEmpty, !state.namesItems { return PushReport(.batchRefused("something is wrong")) }
            let outcomes = batch.items.map { item -> PushReport.Outcome in
                if state.refused.contains(item.sku) { return .refused("no such item") }
                if !bad.isEmpty { return .again }
                state.shown[item.sku] = item.count
                return .told(at: nil)
            }
            if state.lostReplies > 0 {
                state.lostReplies -= 1
                return PushReport(
                    .unavailable(GatewayError(kind: .unavailable, reason: "reset", mayHaveHappened: true))
                )
            }
            return PushReport(.answered(outcomes))
        }
    }

    func readLevels(_ items: [Int64]) async throws(GatewayError) -> LevelReading {
        throw GatewayError(kind: .protocolViolation, reason: "an http channel cannot be read")
    }

    func catalogPage(after cursor: String?) async throws(GatewayError) -> CatalogPage {
        throw GatewayError(kind: .protocolViolation, reason: "an http channel cannot be read")
    }

    func ordersPage(updatedSince since: Timestamp, after cursor: String?) async throws(GatewayError) -> OrdersPage {
        throw GatewayError(kind: .protocolViolation, reason: "an http channel cannot be read")
    }

    func order(_ orderId: Int64) async throws(GatewayError) -> OrderSnapshot? { nil }
}
