import Inventory
import Sync

/// What the writer remembers between steps and what waits to be written before the commit. Touched by the writer's thread
/// alone. Every read of a step goes through here or follows a `flush`, so a step sees what the steps before it wrote.
final class WriterMemory {
    let connection: Connection
    private var tenants: [TenantID: TenantState] = [:]
    private var names: [String: Int64] = [:]
    private var skus = SKUCache()
    private var queue: [SKUEntry] = []
    private var dirtDifferences: [Int64: Int] = [:]
    /// One for each start of the store that marked anything: the upper part of every generation.
    private var epoch: Int64?
    private var commit: Int64 = 0

    /// Set by the first write of a step: from then on its failure must be rolled back.
    var stepHasWritten = false

    private static let queueLimit = 1024
    private static let nameLimit = 4096
    private static let tenantLimit = 1024

    init(connection: Connection) {
        self.connection = connection
    }

    // MARK: - Looking up

    /// The tenant's state; a tenant that was never written for gets its number now.
    func tenant(_ id: TenantID) throws -> TenantState {
        if let known = tenants[id] { return known }
        let number: Int64
        if let stored = try AccessRows.tenantNumber(connection, id) {
            number = stored
        } else {
            stepHasWritten = true
            number = try AccessRows.addTenant(connection, id)
        }
        let state = TenantState(id: id, number: number, connection: connection)
        tenants[id] = state
        return state
    }

    /// Nil when nothing speaks of the SKU.
    func entry(_ sku: SKU, of tenant: TenantState) throws -> SKUEntry? {
        let key = SKUCache.Key(tenant: tenant.number, sku: sku)
        if let known = skus.entry(key) { return known }
        guard let row = try LevelRows.find(connection, tenant: tenant.number, sku) else { return nil }
        let entry = SKUEntry(tenant: tenant.number, row)
        skus.add(entry, key)
        return entry
    }

    /// The entry, made when nothing spoke of the SKU before.
    func madeEntry(_ sku: SKU, of tenant: TenantState) throws -> SKUEntry {
        if let known = try entry(sku, of: tenant) { return known }
        let entry = SKUEntry(tenant: tenant.number, number: try tenant.nextNumber(in: .levels), sku: sku)
        skus.add(entry, SKUCache.Key(tenant: tenant.number, sku: sku))
        try enqueue(entry)
        return entry
    }

    func name(_ text: String) throws -> Int64 {
        if let known = try knownName(text) { return known }
        stepHasWritten = true
        let number = try NameRows.add(connection, text)
        names[text] = number
        return number
    }

    /// Nil when no row names it.
    func knownName(_ text: String) throws -> Int64? {
        if let known = names[text] { return known }
        guard let number = try NameRows.find(connection, text) else { return nil }
        if names.count >= Self.nameLimit { names = [:] }
        names[text] = number
        return number
    }

    // MARK: - Writing behind

    func enqueue(_ entry: SKUEntry) throws {
        guard !entry.isQueued else { return }
        if queue.count >= Self.queueLimit { try flush() }
        entry.isQueued = true
        queue.append(entry)
    }

    func changeDirtCount(of channel: Int64, by difference: Int) {
        dirtDifferences[channel, default: 0] += difference
    }

    /// Writes what waits, so that the tables are as the steps left them.
    func flush() throws {
        if queue.isEmpty, dirtDifferences.isEmpty { return }
        for entry in queue { try write(entry) }
        queue.removeAll(keepingCapacity: true)
        for (channel, difference) in dirtDifferences where difference != 0 {
            try DirtRows.changeCount(connection, channel: channel, by: difference)
        }
        dirtDifferences.removeAll(keepingCapacity: true)
    }

    private func write(_ entry: SKUEntry) throws {
        if !entry.isStored {
            try LevelRows.insert(connection, tenant: entry.tenant, entry)
            entry.isStored = true
        } else if entry.isLevelChanged {
            try LevelRows.update(connection, entry)
        }
        entry.isLevelChanged = false
        for position in entry.items.indices where entry.items[position].isChanged {
            try write(&entry.items[position], of: entry)
        }
        for mark in entry.marks {
            let wasClean = try DirtRows.mark(
                connection,
                level: entry.number,
                channel: mark.channel,
                generation: try generation(),
                since: mark.since
            )
            if wasClean { changeDirtCount(of: mark.channel, by: 1) }
        }
        entry.marks.removeAll(keepingCapacity: true)
        entry.isQueued = false
    }

    private func write(_ slot: inout SKUEntry.Item, of entry: SKUEntry) throws {
        guard let item = slot.item else { return }
        if slot.isStored {
            try ChannelItemRows.update(connection, level: entry.number, channel: slot.channel, item)
        } else {
            try ChannelItemRows.insert(connection, level: entry.number, channel: slot.channel, item)
            slot.isStored = true
        }
        slot.isChanged = false
    }

    /// The generation of this commit's marks: higher than any given out before, by this process or one before it.
    private func generation() throws -> Int64 {
        let upper: Int64
        if let epoch {
            upper = epoch
        } else {
            try connection.statement(
                """
                INSERT INTO engine (name, value) VALUES ('epoch', 1)
                ON CONFLICT (name) DO UPDATE SET value = value + 1
                """
            )
            .run()
            upper =
                try connection.statement("SELECT value FROM engine WHERE name = 'epoch'")
                .first({ _ in }, { $0.int64() }) ?? 0
            epoch = upper
        }
        return upper << 40 | commit
    }

    // MARK: - Commits

    func beginCommit() {
        commit += 1
    }

    /// Throws when SQLite has ended the transaction by itself, as it does on some failures: whatever is written then
    /// would stand alone.
    func checkTransaction() throws {
        guard connection.isInTransaction else {
            throw SQLiteFailure.transactionEnded
        }
    }

    /// After a commit that succeeded.
    func settle() {
        skus.age()
        if tenants.count > Self.tenantLimit { forgetAll() }
    }

    /// After a rollback, or when somebody else wrote: nothing remembered holds.
    func forgetAll() {
        tenants = [:]
        names = [:]
        skus.removeAll()
        queue = []
        dirtDifferences = [:]
        epoch = nil
    }

    func forgetSKUs() {
        skus.removeAll()
    }
}
