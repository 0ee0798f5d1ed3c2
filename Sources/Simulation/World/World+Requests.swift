import Inventory
import Sync

// Requests to channels, with the faults on their way.
extension World: Network {
    /// One compare-and-set, under the key that is stored with it. Where an item is named, nothing is written: the others
    /// are to be pushed again, as another intent under another key.
    func push(_ batch: PushBatch, to shop: SimulatedShop) async throws(GatewayError) -> PushReport {
        watch.leaves(batch, to: post(shop.channelId), carriesSurplus: shop.authority == .adopt)
        pushes += 1
        let items = batch.items
        if let report = refusal(of: batch, at: shop) { return report }
        let bad = refusedPlace(batch)
        let answer = try await request("write \(Self.words(items))", items.map(\.sku), to: shop) { [self] shop in
            write(items, key: key(batch), refused: bad, to: shop)
        }
        switch answer {
        case .written(let moment, let isRepeat):
            if isRepeat { watch.sometimes.note(.repeatedKey) }
            return PushReport(.answered(items.map { _ in .told(at: moment) }))
        case .stale(let places):
            watch.sometimes.note(.staleCompareAndSet)
            if watch.mutation == .unstoredKey, let report = try await pushRest(of: batch, without: places, to: shop) {
                return report
            }
            return PushReport(.answered(items.indices.map { places.contains($0) ? .stale : .again }))
        case .refused(let place):
            watch.sometimes.note(.refusedItem)
            return PushReport(.answered(items.indices.map { $0 == place ? .refused("it is not stocked") : .again }))
        case .previousAttemptFailed, .otherParameters:
            watch.sometimes.note(.spentKey)
            return PushReport(.answered(items.map { _ in .again }))
        }
    }

    func push(_ batch: PushBatch, to sink: SimulatedSink) async throws(GatewayError) -> PushReport {
        watch.leaves(batch, to: post(sink.channelId), carriesSurplus: false)
        pushes += 1
        return try await exchange("tell \(Self.words(batch.items))", batch.items.map(\.sku), sink.channelId) {
            for item in batch.items { sink.show(item.sku, item.count, version: item.version) }
            return PushReport(.answered(batch.items.map { _ in .told(at: nil) }))
        }
    }

    func request<Answer: Sendable>(
        _ name: String,
        _ skus: [SKU],
        to shop: SimulatedShop,
        _ body: @escaping @SimulationActor @Sendable (SimulatedShop) -> Answer
    ) async throws(GatewayError) -> Answer {
        try await exchange(name, skus, shop.channelId) { body(shop) }
    }

    private func exchange<Answer: Sendable>(
        _ name: String,
        _ skus: [SKU],
        _ channel: ChannelID,
        _ body: @escaping @SimulationActor () -> Answer
    ) async throws(GatewayError) -> Answer {
        try await stand(at: .request)
        let fault = faults.draw(&chance)
        if let fault {
            watch.sometimes.note(fault.rarePath)
            watch.note(skus, "\(channel) \(name): \(fault)")
        }
        if let fault, !isCarriedOut(fault) {
            if fault == .lateRequest {
                later.append((clock.now.adding(milliseconds: chance.number(in: 500...90_000)), { _ = body() }))
            }
            throw fault.error
        }
        let answer = body()
        watch.note(skus, "\(channel) \(name): carried out")
        try await stand(at: .reply)
        guard let fault else { return answer }
        throw watch.mutation == .lostIsFailed ? RequestFault.noConnection.error : fault.error
    }

    /// Whether the request reaches the channel now. Nobody can tell from a page of HTML.
    private func isCarriedOut(_ fault: RequestFault) -> Bool {
        switch fault {
        case .replyLost, .serverErrorAfterwards: true
        case .page: chance.perMille(500)
        default: false
        }
    }

    /// Requests arrive that nobody waits for any more.
    func letLateOnesArrive() {
        let due = later.filter { $0.at <= clock.now }
        later.removeAll { $0.at <= clock.now }
        for request in due { request.arrive() }
    }

    private func post(_ channel: ChannelID) -> Post { Post(instance: conductor.instance, channel: channel) }

    private func stand(at port: Port) async throws(GatewayError) {
        do { try await conductor.pause(at: port) } catch { throw .crashed }
    }

    /// What a shop answers without a look at the items; nil where it looks.
    private func refusal(of batch: PushBatch, at shop: SimulatedShop) -> PushReport? {
        if shop.idempotency[key(batch)] != nil, faults.isStillAtWork(&chance) {
            watch.sometimes.note(.stillAtWork)
            return PushReport(.unavailable(.stillAtWork))
        }
        guard faults.spoilsBatch(&chance) else { return nil }
        watch.sometimes.note(.refusedBatch)
        watch.note(batch.items.map(\.sku), "\(shop.channelId) refuses a write as it is")
        return PushReport(.batchRefused("it is not allowed now"))
    }

    private func refusedPlace(_ batch: PushBatch) -> Int? {
        guard batch.items.count > 1, faults.spoilsItem(&chance) else { return nil }
        return chance.index(below: batch.items.count)
    }

    private func key(_ batch: PushBatch) -> String {
        switch watch.mutation {
        case .keyFromValue: return batch.items.map { "\($0.sku)=\($0.count)" }.joined(separator: ",")
        case .freshKey: return "\(batch.txId)+\(pushes)"
        default: return batch.txId
        }
    }

    private func pushRest(
        of batch: PushBatch,
        without stale: Set<Int>,
        to shop: SimulatedShop
    ) async throws(GatewayError) -> PushReport? {
        let rest = batch.items.indices.filter { !stale.contains($0) }
        guard !rest.isEmpty else { return nil }
        let items = rest.map { batch.items[$0] }
        let answer = try await request("write \(Self.words(items))", items.map(\.sku), to: shop) { [self] shop in
            write(items, key: "\(batch.txId)-\(rest)", refused: nil, to: shop)
        }
        guard case .written(let moment, _) = answer else { return nil }
        return PushReport(.answered(batch.items.indices.map { stale.contains($0) ? .stale : .told(at: moment) }))
    }

    /// Carries a write out, and sees to it that it erases nothing.
    private func write(
        _ items: [PushBatch.Item],
        key: String,
        refused: Int?,
        to shop: SimulatedShop
    ) -> WriteAnswer {
        let before = shop.shelf
        let isBlind = watch.mutation == .blindSet
        let answer = shop.setQuantities(key: key, items, isBlind: isBlind, refused: refused)
        guard case .written(_, false) = answer else { return answer }
        for item in items {
            guard let held = item.inventoryItemId.flatMap({ before[$0] }) else { continue }
            if held.available != item.expected {
                watch.report(
                    item.sku,
                    "a write of \(item.count) to \(shop.channelId) erased \(held.available - (item.expected ?? 0)) units"
                )
            }
            if held.available != item.count { sendLevel(held.itemId, of: shop, cause: "our write") }
        }
        return answer
    }

    private static func words(_ items: [PushBatch.Item]) -> String {
        items.map { "\($0.sku) \($0.expected.map(String.init) ?? "-")->\($0.count)" }.joined(separator: ", ")
    }
}
