import Inventory

/// What to do about one dirty item: pure, from what was read at one commit.
enum BroadcastPlan: Equatable {
    /// Nothing is to be told: the channel shows the right count already, or must not be told any.
    case clear
    /// What the channel shows is not known (any more): read it first.
    case read(Question)
    case send(PushBatch.Item)
    /// Nothing can be said before then: it was asked a moment ago, or a write of unknown fate is under way.
    case wait(until: Timestamp)

    init(_ candidate: BroadcastCandidate, channel: Channel, now: Timestamp, isToldShown: Bool) {
        guard let level = candidate.level, level.tracked, candidate.item?.contested != true else {
            self = .clear
            return
        }
        switch channel.kind {
        case .http:
            self = Self.planForHTTP(candidate, level, channel, isToldShown)
        case .shopify(let settings):
            self = Self.planForShopify(candidate, level, settings.authority, now)
        }
    }

    private static func planForHTTP(
        _ candidate: BroadcastCandidate,
        _ level: Level,
        _ channel: Channel,
        _ isToldShown: Bool
    ) -> BroadcastPlan {
        let count = level.count(under: candidate.rule)
        // Whoever was told before the channel's settings were last put may not be who listens now.
        if isToldShown, let told = candidate.item?.lastTold, told.count == count, told.timestamp > channel.updatedAt {
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
        _ authority: Authority,
        _ now: Timestamp
    ) -> BroadcastPlan {
        guard let item = candidate.item, let itemId = item.inventoryItemId else { return .clear }
        if item.awaitsFate { return .wait(until: now.adding(.seconds(1))) }
        guard let expected = item.expected, item.isWritable else {
            if let lookAt = item.lookAt, lookAt > now { return .wait(until: lookAt) }
            return .read(Question(inventoryItemId: itemId, sku: item.sku, revision: item.revision))
        }
        let count: Int64
        switch authority {
        case .adopt:
            // Nobody's edit flickers: what a person seems to have added stays on show until it is settled.
            var carrying = level
            carrying.physical += item.surplus
            count = carrying.count(under: candidate.rule)
        case .enforce:
            count = level.count(under: candidate.rule)
            // What is too much is decided about when it has settled, and then written back.
            if count == expected - item.surplus { return .clear }
        }
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
