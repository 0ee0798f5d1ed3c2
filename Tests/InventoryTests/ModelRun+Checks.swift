import Inventory
import SyncTesting

/// What is held against a run after every step, and in the end.
extension ModelRun {
    /// Units that the merchant holds, as somebody knows who sees everything.
    private var truth: Int64 {
        let id = ModelMerchant.itemId
        let edits = merchant.authority == .adopt ? shop.edited[id] ?? 0 : 0
        return initial + elsewhere - (shop.sold[id] ?? 0) + edits
    }

    mutating func check() {
        let item = merchant.item
        if item.certainlyMissing < 0 || item.surplus < 0 || item.tied < 0 || item.suspense < 0 {
            found.append("negative accounts: \(item)")
        }
        if habit == .buying { checkSuspense() }
    }

    /// A value that is certain to be later, and not lower than any that was seen, explains nothing that seems sold.
    mutating func checkRise(since before: ChannelItem, _ available: Int64, at moment: Timestamp) {
        guard let expected = before.expected, let knownAt = before.knownAt else { return }
        var (known, lowest, missing) = (knownAt, expected - before.tied, before.missing)
        if let write = before.pendingWrite {
            guard write.hasFailed, !write.mayHaveHappened, merchant.item.pendingWrite == nil, let newest = write.newest,
                newest.moment.seconds > knownAt.seconds
            else { return }
            (known, lowest) = (newest.moment, newest.available)
            missing += max(0, expected - newest.available - before.surplus)
        }
        guard moment.seconds > known.seconds, available >= lowest else { return }
        if merchant.item.missing < missing { found.append("a rise hid a drop: \(before) became \(merchant.item)") }
    }

    /// A sale that happens to leave what a write under way would leave is told by its order alone.
    private func showsWhatAWriteAllows(_ item: ChannelItem) -> Bool {
        guard let write = item.pendingWrite, let newest = write.newest else { return false }
        let moved = write.moves.sum(through: newest.moment)
        return newest.available == write.from + moved || newest.available == write.to + moved
    }

    /// Whether what we know leaves no room for doubt: what was seen last is what the shop shows, and it came alone in its
    /// second; or nobody asked while a write is under way.
    private func isExact(_ item: ChannelItem, onlySeen: Int64) -> Bool {
        guard !item.needsReread else { return false }
        guard item.pendingWrite?.newest != nil else { return true }
        return onlySeen == 0 && newestIsClear(item)
            && item.pendingWrite?.newest?.available == shop.available(ModelMerchant.itemId)
    }

    /// Whether the write under way began from what the shop showed, and what was seen last since came alone in its second.
    private func newestIsClear(_ item: ChannelItem) -> Bool {
        guard let newest = item.pendingWrite?.newest else { return false }
        return startedTrue && item.surplus == 0 && changes[newest.moment.seconds] == 1
    }

    /// Where people only buy, what may be sold elsewhere is what is left after every sale that an order or a level has
    /// told us of: never more, and once a re-read has ended what doubt there is, never less.
    ///
    /// But for one thing that the rules accept: an order whose sale no level has shown yet is set against what another
    /// sale, whose order is still to come, has left missing.
    private mutating func checkSuspense() {
        let item = merchant.item
        var (told, onlySeen, onlyKnown): (Int64, Int64, Int64) = (0, 0, 0)
        for sale in shop.sales {
            let (isSeen, isKnown) = (sale.revision <= seen, merchant.knows(sale.orderId))
            if isSeen || isKnown { told += sale.units }
            if isSeen, !isKnown { onlySeen += sale.units }
            if isKnown, !isSeen { onlyKnown += sale.units }
        }
        let left = initial + elsewhere - told
        let offered = merchant.physical - item.suspense
        if offered > left + min(onlySeen, onlyKnown), !showsWhatAWriteAllows(item) {
            found.append("\(offered) offered, \(left) left")
        }
        // Two values of one second that a later one did not tell apart cancel out when they settle.
        let undecided = min(item.missing, item.surplus)
        if isExact(item, onlySeen: onlySeen), offered + undecided < left {
            found.append("only \(offered) offered, \(left) left")
        }
        // A write of unknown fate hides no more than the distance between its two values.
        if newestIsClear(item), let write = item.pendingWrite, offered + abs(write.to - write.from) < left {
            found.append("only \(offered) offered, \(left) left, during \(write)")
        }
    }

    /// No write of ours may show units that the shop has sold. What others sold since the write was decided on is told by
    /// the next one, and what a person added may hide a sale until its order comes.
    mutating func checkWrite() {
        let shown = shop.available(ModelMerchant.itemId)
        var most = truth + max(0, elsewhereAtIntent - elsewhere)
        if merchant.authority == .enforce { most += shop.added[ModelMerchant.itemId] ?? 0 }
        if shown > max(0, most) { found.append("a sale was erased: \(shown) shown, \(most) held") }
    }

    var problems: [String] {
        let item = merchant.item
        let shown = shop.available(ModelMerchant.itemId)
        var problems = found
        if !item.isExplained || item.suspense != 0 { problems.append("unexplained: \(item.unexplained)") }
        if item.expected != shown { problems.append("expected \(item.expected ?? -1), shown \(shown)") }
        if merchant.physical != truth { problems.append("physical \(merchant.physical), true \(truth)") }
        if shown != max(0, truth) { problems.append("shown \(shown), true \(truth)") }
        if !merchant.ordersToReread.isEmpty || item.needsReread || write != nil { problems.append("work is left") }
        return problems
    }
}
