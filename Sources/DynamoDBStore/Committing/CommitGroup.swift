import DynamoDB
import Sync

/// One commit: a step, or neighbours that touch the same rows.
struct CommitGroup {
    struct Member {
        let step: Int
        let outcome: StepOutcome
    }

    let id: CommitID
    /// The name that the rows will bear.
    let name: String
    /// Of one step that shares its commit with nobody.
    let isExclusive: Bool
    private(set) var members: [Member] = []
    private(set) var bases: [RowKey: StepRows.Base] = [:]
    private(set) var writes: [RowKey: StepRows.Write] = [:]
    /// By the row of the lease.
    private(set) var fences: [RowKey: Fence] = [:]

    /// So much fits into one request that is signed: libcurl's signer ends at 1 MiB.
    static let requestLimit = 700_000

    init(id: CommitID, name: String, isExclusive: Bool) {
        self.id = id
        self.name = name
        self.isExclusive = isExclusive
    }

    /// All rows that nobody else may touch while it is under way.
    var keys: Set<RowKey> { Set(writes.keys).union(bases.keys) }

    var places: Set<PartitionKey> { Set(writes.keys.map(\.place)) }

    var requestBytes: Int {
        writes.reduce(0) { $0 + 300 + ($1.value.item?.requestBytes ?? 0) }
            + bases.keys.reduce(0) { writes[$1] == nil ? $0 + 300 : $0 } + fences.count * 300
    }

    var fitsOneTransaction: Bool {
        keys.count + fences.count <= DynamoDBClient.transactionLimit && requestBytes <= Self.requestLimit
    }

    mutating func add(_ step: Int, _ outcome: StepOutcome, _ rows: StepRows?, fences: [Fence]) {
        for fence in fences { self.fences[fence.key] = fence }
        members.append(Member(step: step, outcome: outcome))
        guard let rows else { return }
        for (key, base) in rows.bases where bases[key] == nil && !hasWritten(key) && rows.conditions(key) {
            bases[key] = base
        }
        writes.merge(rows.writes) { _, new in new }
    }

    mutating func absorb(_ other: CommitGroup) {
        members += other.members
        bases.merge(other.bases) { own, _ in own }
        writes.merge(other.writes) { own, _ in own }
        fences.merge(other.fences) { own, _ in own }
    }

    private func hasWritten(_ key: RowKey) -> Bool { writes[key] != nil }

    func item(_ key: RowKey, else known: Row?) -> Item? {
        writes[key].map(\.item) ?? known?.item
    }

    func itemWrites(prefix: String) -> [(key: RowKey, write: ItemWrite)] {
        fenceChecks(prefix: prefix)
            + keys.map { key in
                let action: ItemWrite.Action =
                    switch writes[key] {
                    case .put(let item): .put(item.named(name).with(key))
                    case .delete: .delete
                    case nil: .check
                    }
                let write = ItemWrite(
                    key: key.itemKey(prefix: prefix),
                    action: action,
                    condition: bases[key].map(\.condition)
                )
                return (key, write)
            }
    }

    func fenceChecks(prefix: String) -> [(key: RowKey, write: ItemWrite)] {
        fences.map { ($0.key, $0.value.check(prefix: prefix)) }
    }
}

extension StepRows {
    /// Whether the row's being as it was read is a condition of the commit.
    func conditions(_ key: RowKey) -> Bool {
        writes[key] != nil || checks.contains(key) || !key.table.isReference
    }
}

extension StepRows.Base {
    var condition: Expression {
        switch self {
        case .absent, .presumedAbsent:
            Expression("attribute_not_exists(#key)", names: ["#key": ItemKey.partitionName])
        case .commit(let name):
            Expression("#commit = :commit", names: ["#commit": Row.commitName], values: [":commit": .string(name)])
        }
    }
}

extension Item {
    func named(_ commit: String) -> Item {
        var item = self
        item[Row.commitName] = .string(commit)
        return item
    }
}
