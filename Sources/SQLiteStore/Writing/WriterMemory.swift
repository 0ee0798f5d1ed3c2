import Inventory
import Sync

/// What the writer remembers between steps and what waits to be written before the commit. Touched by the writer's thread
/// alone. Every read of a step goes through here or follows a `flush`, so a step sees what the steps before it wrote.
final class WriterMemory {
    let connection: Connection
    private var tenants: [TenantID: TenantState] = [:]
    private var names: [String: Int64] = [:]
    private var skus = SKUCache()
    /// The SKU that was asked for last, and is most likely to be asked for next.
    private var lastEntry: SKUEntry?
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
    func entry(_ sku: SKU, of tenant: Int64) throws -> SKUEntry? {
        if let lastEntry, lastEntry.sku == sku, lastEntry.tenant == tenant { return lastEntry }
        let key = SKUCache.Key(tenant: tenant, sku: sku)
        if let known = skus.entry(key) {
            lastEntry = known
            return known
        }
        let stored = try StockRows.find(connection, tenant: tenant, sku) { row, columns in
            SKUEntry(tenant: tenant, row, &columns)
        }
        if let stored {
            skus.add(stored, key)
            lastEntry = stored
        }
        return stored
    }

    /// The entry to be changed, made when nothing spoke of the SKU before. It is written with the commit.
    func changedEntry(_ sku: SKU, of tenant: Int64) throws -> SKUEntry {
        let entry: SKUEntry
        if let known = try self.entry(sku, of: tenant) {
            entry = known
        } else {
            entry = SKUEntry(tenant: tenant, sku: sku)
            skus.add(entry, SKUCache.Key(tenant: tenant, sku: sku))
            lastEntry = entry
        }
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
        try entry.encode()
        if entry.isStored {
            try StockRows.update(connection, entry)
        } else {
            try StockRows.insert(connection, entry)
            entry.isStored = true
        }
        entry.isQueued = false
    }

    /// The generation of this commit's marks: higher than any given out before, by this process or one before it.
    func generation() throws -> Int64 {
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
        lastEntry = nil
        skus.age()
        if tenants.count > Self.tenantLimit { forgetAll() }
    }

    /// After a rollback, or when somebody else wrote: nothing remembered holds.
    func forgetAll() {
        tenants = [:]
        names = [:]
        skus.removeAll()
        lastEntry = nil
        queue = []
        dirtDifferences = [:]
        epoch = nil
    }
}
