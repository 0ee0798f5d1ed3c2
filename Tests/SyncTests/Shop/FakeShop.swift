import Inventory
import NIOConcurrencyHelpers
import Sync
import SyncTesting

/// The way out to a shop in memory, whose clock is the test's.
final class FakeShop: ChannelGateway, ChannelGatewayFactory {
    struct Calls: Equatable {
        var pushes = 0
        var readings = 0
        var catalogPages = 0
        var orderPages = 0
        var orders = 0
    }

    private struct State {
        var model: ShopModel
        var calls = Calls()
        var keys: [String] = []
        /// How many of the next replies are lost after the shop took the batch.
        var lostReplies = 0
        /// How many of the next batches are refused unseen, once replies are lost no more.
        var refusals = 0
        /// What happens at the shop just before the next batch arrives.
        var beforePush: (@Sendable (inout ShopModel) -> Void)?
        /// Told of every page of the catalogue before it is handed out.
        var beforePage: (@Sendable () -> Void)?
    }

    private let state: NIOLockedValueBox<State>
    private let clock: ManualClock
    let batchLimit = 250
    /// Items and orders of a page.
    let pageSize: Int

    init(clock: ManualClock, pageSize: Int = 2) {
        self.clock = clock
        self.pageSize = pageSize
        state = NIOLockedValueBox(State(model: ShopModel(now: clock.now)))
    }

    func gateway(for entry: DirectoryEntry) -> any ChannelGateway { self }

    /// What people do at the shop, now.
    @discardableResult
    func act<Result>(_ body: (inout ShopModel) -> Result) -> Result {
        state.withLockedValue { state in
            state.model.now = clock.now
            return body(&state.model)
        }
    }

    func shows(_ itemId: Int64) -> Int64 { act { $0.available(itemId) } }

    var calls: Calls { state.withLockedValue { $0.calls } }
    /// Under which keys batches came, in order.
    var keys: [String] { state.withLockedValue { $0.keys } }

    func loseReplies(_ count: Int) { state.withLockedValue { $0.lostReplies = count } }

    func refuseUnseen(_ count: Int) { state.withLockedValue { $0.refusals = count } }

    func beforeNextPush(_ body: @escaping @Sendable (inout ShopModel) -> Void) {
        state.withLockedValue { $0.beforePush = body }
    }

    /// Takes out what the shop is about to tell.
    func takeNews() -> [ShopModel.News] {
        act { model in
            defer { model.news = [] }
            return model.news
        }
    }

    func beforeEachPage(_ body: @escaping @Sendable () -> Void) {
        state.withLockedValue { $0.beforePage = body }
    }

    func push(_ batch: PushBatch) async -> PushReport {
        if let happens = state.withLockedValue({ $0.beforePush }) {
            state.withLockedValue { $0.beforePush = nil }
            act(happens)
        }
        let isRefused = state.withLockedValue { state in
            guard state.lostReplies == 0, state.refusals > 0 else { return false }
            state.refusals -= 1
            state.keys.append(batch.txId)
            return true
        }
        if isRefused { return PushReport(.batchRefused("not now")) }
        let writes = batch.items.map {
            ShopModel.Write(itemId: $0.inventoryItemId ?? 0, from: $0.expected ?? 0, to: $0.count)
        }
        let answer = act { $0.set(writes, key: batch.txId) }
        let isLost = state.withLockedValue { state in
            state.calls.pushes += 1
            state.keys.append(batch.txId)
            defer { state.lostReplies = max(0, state.lostReplies - 1) }
            return state.lostReplies > 0
        }
        if isLost {
            return PushReport(.unavailable(GatewayError(kind: .unavailable, reason: "reset", mayHaveHappened: true)))
        }
        switch answer {
        case .written(let moment): return PushReport(.answered(batch.items.map { _ in .told(at: moment) }))
        case .spentKey: return PushReport(.answered(batch.items.map { _ in .again }))
        case .stale(let items):
            return PushReport(.answered(batch.items.map { items.contains($0.inventoryItemId ?? 0) ? .stale : .again }))
        }
    }

    func readLevels(_ items: [Int64]) async throws(GatewayError) -> LevelReading {
        state.withLockedValue { $0.calls.readings += 1 }
        return act { model in
            LevelReading(entries: items.map { Self.entry($0, model) }, readAt: model.now)
        }
    }

    func catalogPage(after cursor: String?) async throws(GatewayError) -> CatalogPage {
        let beforePage = state.withLockedValue { state in
            state.calls.catalogPages += 1
            return state.beforePage
        }
        beforePage?()
        let after = cursor.flatMap(Int64.init) ?? 0
        return act { model in
            let items = model.skus.keys.filter { $0 > after }.sorted()
            let page = items.prefix(pageSize)
            return CatalogPage(
                reading: LevelReading(entries: page.map { Self.entry($0, model) }, readAt: model.now),
                next: items.count > page.count ? page.last.map(String.init) : nil
            )
        }
    }

    func ordersPage(updatedSince since: Timestamp, after cursor: String?) async throws(GatewayError) -> OrdersPage {
        state.withLockedValue { $0.calls.orderPages += 1 }
        let offset = cursor.flatMap(Int.init) ?? 0
        let answer = act { model in
            let changed = model.orders.filter { $0.value.updatedAt >= since }
                .sorted { ($0.value.updatedAt, $0.key) < ($1.value.updatedAt, $1.key) }
            let page = changed.dropFirst(offset).prefix(pageSize)
            return OrdersPage(
                orders: page.compactMap { model.snapshot($0.key, tellsEdits: true) },
                next: changed.count > offset + page.count ? String(offset + page.count) : nil
            )
        }
        state.withLockedValue { $0.calls.orders += answer.orders.count }
        return answer
    }

    func order(_ orderId: Int64) async throws(GatewayError) -> OrderSnapshot? {
        act { $0.snapshot(orderId, tellsEdits: true) }
    }

    private static func entry(_ itemId: Int64, _ model: ShopModel) -> LevelReading.Entry {
        let level = model.levels[itemId]
        return LevelReading.Entry(
            inventoryItemId: itemId,
            sku: model.skus[itemId],
            available: level?.available,
            updatedAt: level?.updatedAt
        )
    }
}
