import Inventory
import Sync

/// Notes what a step writes, and bends what a mutation bends.
final class ObservedTransaction: ForwardingTransaction {
    private(set) var record = CommitRecord()
    private let mutation: Mutation?
    /// Items that are being told just now, for the mutation that loses marks made meanwhile.
    private let underWay: Set<TellingItem>

    init(_ base: any StoreTransaction, instance: Int, mutation: Mutation?, underWay: Set<TellingItem>) {
        record.instance = instance
        self.mutation = mutation
        self.underWay = underWay
        super.init(base)
    }

    override func transaction(_ key: TransactionKey) throws -> TransactionRecord? {
        mutation == .noDedup ? nil : try base.transaction(key)
    }

    override func put(_ transaction: TransactionRecord) throws {
        record.transactions.append(transaction)
        try base.put(transaction)
    }

    override func put(_ level: Level) throws {
        record.levels.append(level)
        try base.put(level)
    }

    override func append(_ movement: Movement) throws {
        record.movements.append(movement)
        try base.append(movement)
    }

    override func put(_ rule: BufferRule?, at scope: BufferScope) throws {
        record.rules.append((scope, rule))
        try base.put(rule, at: scope)
    }

    override func order(_ orderId: Int64, of channel: ChannelID) throws -> OrderState? {
        mutation == .replay ? nil : try base.order(orderId, of: channel)
    }

    override func put(_ order: OrderState, of channel: ChannelID) throws {
        record.orders.append(order)
        try base.put(order, of: channel)
    }

    override func put(_ channel: Channel) throws {
        record.channels.append(channel)
        try base.put(channel)
    }

    override func put(_ item: ChannelItem) throws {
        var item = item
        switch mutation {
        case .forgetIntent: item.pendingWrite = nil
        case .noBaseline: item.baseline = nil
        case .noRelearning: item.relearned = []
        default: break
        }
        record.items.append(item)
        try base.put(item)
    }

    override func put(_ batch: IntendedBatch?, of channel: ChannelID) throws {
        if let batch { record.intents.append((batch.txId, channel)) }
        try base.put(batch, of: channel)
    }

    override func markDirty(_ sku: SKU) throws {
        guard mutation == .clearWithoutGeneration, underWay.contains(where: { $0.sku == sku }) else {
            record.dirtiesAll = true
            return try base.markDirty(sku)
        }
        for channel in try base.channels() { try markDirty(sku, for: channel.channelId) }
    }

    override func markDirty(_ sku: SKU, for channel: ChannelID) throws {
        if mutation == .clearWithoutGeneration, underWay.contains(TellingItem(channelId: channel, sku: sku)) { return }
        record.dirtied.insert(channel)
        try base.markDirty(sku, for: channel)
    }

    override func requestSweep(of channel: ChannelID) throws {
        record.dirtied.insert(channel)
        record.swept.insert(channel)
        try base.requestSweep(of: channel)
    }

    override func expandSweep(of channel: ChannelID, limit: Int) throws -> Bool {
        record.dirtied.insert(channel)
        return try base.expandSweep(of: channel, limit: limit)
    }

    /// Jitter is the one thing that the use cases draw by chance: a retry is put off by whole quarters of a minute here.
    override func setAside(_ mark: DirtMark) throws {
        var mark = mark
        mark.retryAt = mark.retryAt.map { _ in base.now.adding(.seconds(15 * min(mark.attempts, 20))) }
        try base.setAside(mark)
    }
}

/// One item of one channel that a push carries.
struct TellingItem: Hashable, Sendable {
    let channelId: ChannelID
    let sku: SKU
}

/// A channel as one instance knows it.
struct Post: Hashable, Sendable {
    let instance: Int
    let channel: ChannelID
}
