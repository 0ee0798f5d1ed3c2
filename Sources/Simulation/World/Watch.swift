import Inventory
import Sync

/// Looks at every commit and every count that leaves, and holds them to the promises of domain.md section 1. It keeps its
/// own copy of what was committed, so that it needs no word of those it watches.
@SimulationActor
final class Watch {
    nonisolated let mutation: Mutation?
    private(set) var levels: [SKU: Level] = [:]
    private(set) var items: [TellingItem: ChannelItem] = [:]
    /// What every SKU's movements add up to.
    private var sums: [SKU: StockDelta] = [:]
    private var rules: [(commit: Int, rules: BufferRules)] = [(0, BufferRules())]
    private var levelHistory: [SKU: [(commit: Int, level: Level)]] = [:]
    private var surplusHistory: [TellingItem: [(commit: Int, surplus: Int64, contested: Bool)]] = [:]
    /// Transactions that have moved stock.
    private var movedBy: Set<String> = []
    private(set) var commit = 0
    /// The commit that each channel's broadcaster last read.
    private var candidatesRead: [Post: Int] = [:]
    /// ... and the one that each batch was decided on, whoever sends it in the end.
    private var decidedOn: [String: Int] = [:]
    private var batches: [String: [PushBatch.Item]] = [:]
    /// Items that a broadcaster has read and is not done with.
    private(set) var telling: Set<TellingItem> = []
    /// Channels for which something became dirty since somebody looked.
    var dirtied: Set<ChannelID> = []
    /// Channels for which a sweep was asked for since somebody looked.
    var swept: Set<ChannelID> = []
    /// When each channel must be looked at again at the latest.
    var looks: [ChannelID: Timestamp] = [:]
    private var candidateMemory: [TellingItem: Level] = [:]
    /// Channels as they were put last.
    private var channels: [ChannelID: Channel] = [:]
    var isChannelChanged = false
    /// When anything changed last of what is held, or believed of a channel.
    private(set) var changedAt = Timestamp(millisecondsSinceEpoch: 0)

    /// What a channel really shows.
    var shelf: (TellingItem) -> Int64? = { _ in nil }
    /// What really is there, and whether that is known yet.
    var truth: [SKU: Int64] = [:]
    var isTruthKnown = false
    /// What was moved on account of a channel beyond what really happened there.
    var gaps: [TellingItem: Int64] = [:]
    private(set) var violation: Violation?
    var sometimes = Sometimes()
    var trace: Trace
    private let clock: VirtualClock

    init(mutation: Mutation?, clock: VirtualClock, prints: Bool) {
        self.mutation = mutation
        self.clock = clock
        trace = Trace(prints: prints)
    }

    func note(_ skus: [SKU], _ line: @autoclosure () -> String) { trace.note(clock.now, skus, line()) }

    /// The first one counts: what follows may come of it.
    func report(_ sku: SKU?, _ message: String) {
        guard violation == nil else { return }
        violation = Violation(sku, message)
        note(sku.map { [$0] } ?? [], "VIOLATION \(message)")
    }

    /// Something befell a write to the tables.
    func noteTables(_ line: String, _ path: RarePath) {
        sometimes.note(path)
        note([], "  tables: \(line)")
    }

    // MARK: Commits

    /// Its step has just been committed.
    func committed(_ commit: PendingCommit?) {
        if let record = commit?.take() { committed(record) }
    }

    func committed(_ record: CommitRecord) {
        for channel in record.channels {
            if channels[channel.channelId]?.isServedOtherwise(than: channel) ?? true { isChannelChanged = true }
            channels[channel.channelId] = channel
        }
        guard !record.isEmpty else { return }
        commit += 1
        take(record)
        for sku in record.skus.sorted() { check(sku) }
        checkMovedOnce(record)
    }

    private func take(_ record: CommitRecord) {
        for intent in record.intents {
            decidedOn[intent.txId] =
                decidedOn[intent.txId] ?? candidatesRead[Post(instance: record.instance, channel: intent.channel)]
        }
        if !record.movements.isEmpty { changedAt = clock.now }
        for movement in record.movements {
            var sum = sums[movement.sku] ?? .zero
            sum.physical += movement.delta.physical
            sum.reserved += movement.delta.reserved
            sum.suspense += movement.delta.suspense
            sums[movement.sku] = sum
            noteMovement(movement)
            takeIntoTruth(movement)
        }
        for level in record.levels {
            levels[level.sku] = level
            remember(&levelHistory[level.sku, default: []], (commit, level))
            if level.physical < 0 { sometimes.note(.oversold) }
        }
        noteRarities(record)
        for item in record.items { take(item) }
        if !record.rules.isEmpty {
            var latest = rules[rules.count - 1].rules
            for (scope, rule) in record.rules { latest.byScope[scope] = rule }
            remember(&rules, (commit, latest))
        }
        dirtied.formUnion(record.dirtied)
        swept.formUnion(record.swept)
        if record.dirtiesAll { dirtied.formUnion(allChannels) }
    }

    var allChannels: [ChannelID] = []

    private func take(_ item: ChannelItem) {
        let key = TellingItem(channelId: item.channelId, sku: item.sku)
        if items[key]?.expected != item.expected || items[key]?.unexplained != item.unexplained {
            changedAt = clock.now
        }
        items[key] = item
        remember(&surplusHistory[key, default: []], (commit, item.surplus, item.contested))
        if let look = item.lookAt { looks[item.channelId] = min(looks[item.channelId] ?? look, look) }
        note([item.sku], "  \(item.channelId) \(item.summary)")
    }

    private func noteMovement(_ movement: Movement) {
        note(
            [movement.sku],
            "  moved \(movement.sku) \(movement.kind.rawValue) \(movement.delta.summary) to \(movement.after.summary)"
        )
    }

    private func remember<Entry>(_ history: inout [Entry], _ entry: Entry) {
        history.append(entry)
        if history.count > 400 { history.removeFirst(200) }
    }

    // MARK: Promises

    private func check(_ sku: SKU) {
        guard let level = levels[sku] else { return }
        let sum = sums[sku] ?? .zero
        if sum != level.quantities {
            report(sku, "its movements add up to \(sum.summary), its level is \(level.quantities.summary)")
        }
        if abs(level.physical) > 1_000_000 { report(sku, "physical has run away to \(level.physical)") }
        if level.reserved < 0 { report(sku, "reserved is \(level.reserved)") }
        if level.suspense < 0 { report(sku, "suspense is \(level.suspense)") }
        let suspected = items.reduce(0) { $1.key.sku == sku ? $0 + $1.value.suspended : $0 }
        if level.suspense != suspected {
            report(sku, "suspense is \(level.suspense), but its channels suspect \(suspected)")
        }
        let sane = 0...Int64(1_000_000)
        for (key, item) in items where key.sku == sku && !(sane ~= item.missing && sane ~= item.surplus) {
            report(sku, "\(key.channelId) has missing \(item.missing), surplus \(item.surplus)")
        }
    }

    private func checkMovedOnce(_ record: CommitRecord) {
        for movement in record.movements where movedBy.contains(movement.txId) {
            report(movement.sku, "transaction \(movement.txId) has moved stock twice")
        }
        for movement in record.movements { movedBy.insert(movement.txId) }
    }

    // MARK: Counts that leave

    /// A broadcaster has read what is due; answers what it is shown.
    func read(_ candidates: [BroadcastCandidate], for post: Post) -> [BroadcastCandidate] {
        let channel = post.channel
        candidatesRead[post] = commit
        telling.formUnion(candidates.map { TellingItem(channelId: channel, sku: $0.mark.sku) })
        return candidates.map { candidate in
            var level = candidate.level
            switch mutation {
            case .staleCount:
                let key = TellingItem(channelId: channel, sku: candidate.mark.sku)
                level = candidateMemory[key] ?? level
                candidateMemory[key] = candidate.level
            case .ignoreMissing: level?.suspense = 0
            default: break
            }
            return BroadcastCandidate(
                mark: candidate.mark,
                readAt: candidate.readAt,
                level: level,
                rule: candidate.rule,
                item: candidate.item
            )
        }
    }

    /// A batch leaves. Each count must be the formula's value at the commit that it was decided on.
    func leaves(_ batch: PushBatch, to post: Post, carriesSurplus: Bool) {
        let channel = post.channel
        if let known = batches[batch.txId] {
            if !Set(batch.items.map(\.sku)).isSubset(of: Set(known.map(\.sku))) || batch.items != known {
                report(batch.items.first?.sku, "batch \(batch.txId) left again with other counts")
            }
            return
        }
        batches[batch.txId] = batch.items
        let read = decidedOn[batch.txId] ?? candidatesRead[post] ?? 0
        for item in batch.items {
            let key = TellingItem(channelId: channel, sku: item.sku)
            guard var level = levelHistory[item.sku]?.last(where: { $0.commit <= read })?.level, level.tracked else {
                report(item.sku, "\(channel) is told a count of a SKU that nobody has counted")
                continue
            }
            let known = surplusHistory[key]?.last { $0.commit <= read }
            if known?.contested == true { report(item.sku, "\(channel) is told a count of a contested item") }
            if carriesSurplus { level.physical += known?.surplus ?? 0 }
            let rule = rules.last { $0.commit <= read }?.rules.inForce(for: item.sku, on: channel).rule ?? .none
            let right = level.count(under: rule)
            if item.count != right {
                report(item.sku, "\(channel) is told \(item.count) where the formula says \(right) at commit \(read)")
            }
        }
    }

    /// A broadcaster is done with what it had read.
    func endTelling(_ channel: ChannelID) { telling = telling.filter { $0.channelId != channel } }

    func forgetUnderWay() { telling = [] }

    /// What a channel is to show by what is committed now.
    func rightCount(_ sku: SKU, on channel: ChannelID) -> Int64? {
        guard let level = levels[sku], level.tracked else { return nil }
        return level.count(under: rules[rules.count - 1].rules.inForce(for: sku, on: channel).rule)
    }
}
