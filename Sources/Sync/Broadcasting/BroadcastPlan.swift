import Inventory

/// What to do about one dirty item: pure, from what was read at one commit.
enum BroadcastPlan: Equatable {
    /// Nothing is to be told: the channel shows the right count already, or must not be told any.
    case clear
    /// What the channel shows is not known (any more): read it first.
    case read(inventoryItemId: Int64)
    case send(PushBatch.Item)

    init(_ candidate: BroadcastCandidate, channel: Channel) {
        guard let level = candidate.level, level.tracked, candidate.item?.contested != true else {
            self = .clear
            return
        }
        switch channel.kind {
        case .http:
            self = Self.planForHTTP(candidate, level, channel)
        case .shopify(let settings):
            self = Self.planForShopify(candidate, level, settings)
        }
    }

    private static func planForHTTP(
        _ candidate: BroadcastCandidate,
        _ level: Level,
        _ channel: Channel
    ) -> BroadcastPlan {
        let count = level.count(under: candidate.rule)
        // Whoever was told before the channel was last changed may not be who listens now.
        if let told = candidate.item?.lastTold, told.count == count, told.timestamp > channel.updatedAt {
            return .clear
        }
        return .send(
            PushBatch.Item(
                sku: level.sku,
                count: count,
                version: level.version,
                inventoryItemId: nil,
                expected: candidate.item?.expected
            )
        )
    }

    private static func planForShopify(
        _ candidate: BroadcastCandidate,
        _ level: Level,
        _ settings: Channel.ShopifySettings
    ) -> BroadcastPlan {
        guard let item = candidate.item, let itemId = item.inventoryItemId else { return .clear }
        guard let expected = item.expected, item.pendingWrite == nil else { return .read(inventoryItemId: itemId) }
        var level = level
        // Nobody's edit flickers: what a person seems to have added stays on show until it is settled.
        if settings.authority == .adopt { level.physical += item.surplus }
        let count = level.count(under: candidate.rule)
        if count == expected { return .clear }
        return .send(
            PushBatch.Item(
                sku: level.sku,
                count: count,
                version: level.version,
                inventoryItemId: itemId,
                expected: expected
            )
        )
    }
}
