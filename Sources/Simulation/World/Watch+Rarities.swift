import Inventory
import Sync

// What a commit shows of the rare paths.
extension Watch {
    func noteRarities(_ record: CommitRecord) {
        for movement in record.movements where movement.kind == .adopted { sometimes.note(.adopted) }
        let kinds = Set(record.movements.map(\.kind))
        for item in record.items {
            guard let before = items[TellingItem(channelId: item.channelId, sku: item.sku)] else { continue }
            if kinds.contains(.order), item.missing < before.missing { sometimes.note(.missingExplained) }
            if kinds.contains(.refund), item.surplus < before.surplus { sometimes.note(.surplusExplained) }
            if before.awaitsFate, item.expected == nil { sometimes.note(.forgottenWhileWriting) }
            if item.contested, !before.contested { sometimes.note(.contested) }
            let isDecided = item.disagreements.count > before.disagreements.count
            if isDecided, !kinds.contains(.adopted) { sometimes.note(.overruled) }
        }
        for order in record.orders {
            if order.updatedAt == nil, !order.refunds.isEmpty { sometimes.note(.refundBeforeOrder) }
            if !order.contained.isEmpty { sometimes.note(.contained) }
        }
    }

    /// A level is about to arrive.
    func noteArrival(_ level: LevelFacts, _ item: TellingItem) {
        guard let known = items[item], known.knownAt?.seconds == level.updatedAt.seconds else { return }
        if let expected = known.expected, level.available != expected { sometimes.note(.sameSecond) }
    }
}
