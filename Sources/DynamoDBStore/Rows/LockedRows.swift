import DynamoDB
import Sync

/// Rows that a commit of several transactions has locked. Such a commit writes first what each row is to become beside
/// what it is, then one row that decides about all of them, and then makes every row what it is to become. Whoever meets
/// a locked row asks that one row.
struct LockedRows: Sendable {
    let client: DynamoDBClient
    let prefix: String
    /// A commit that has not decided for so long is taken for dead, and aborted by whoever waits for it.
    let patience: Duration
    let time: PassingTime

    /// The commit that has locked the row.
    static let ownerName = "lockedBy"
    /// What the row becomes; absent when it is deleted.
    static let nextName = "next"
    /// The commit that wrote the row as it is; empty when it is not there yet.
    static let formerName = "former"
    /// Set where the row stays as it is: only its condition counts.
    static let keptName = "kept"

    enum Fate: String {
        case open, committed, aborted
    }

    private static let pause = Duration.milliseconds(20)

    static func decision(_ commit: String) -> RowKey { RowKey(.work, "commits/\(commit)") }

    /// The row as the last commit left it; nil when there is none. `item` is as it was read.
    func settled(_ key: RowKey, _ item: Item, forWriting: Bool) async throws -> Row? {
        guard let owner = item.optionalText(Self.ownerName) else { return try Row(stored: item) }
        let start = time.now()
        var item = item
        while item.optionalText(Self.ownerName) == owner {
            let next = item[Self.nextName]?.map
            switch try await fate(of: owner) {
            case .committed where item[Self.keptName] == nil:
                if forWriting { try await finish(Self.finishing(key, owner, next, prefix: prefix)) }
                return try next.map { try Row(stored: $0) }
            case .committed, .aborted:
                if forWriting { try await finish(undoing(key, owner, item)) }
                return try Self.former(item)
            case .open where !forWriting:
                return try Self.former(item)
            case .open where time.since(start) > patience:
                try await decide(owner, .aborted)
            case .open, nil:
                // Without a decision the row is no longer locked by then.
                try await time.sleep(Self.pause)
            }
            guard let (_, again) = try await client.batchGet([key.itemKey(prefix: prefix)]).first else { return nil }
            item = again
        }
        return try await settled(key, item, forWriting: forWriting)
    }

    /// Nil when nothing is left to decide.
    func fate(of commit: String) async throws -> Fate? {
        let key = Self.decision(commit).itemKey(prefix: prefix)
        guard let (_, item) = try await client.batchGet([key]).first else { return nil }
        return try item.choice("fate")
    }

    /// Decides for good; does nothing when it is decided already, or one of the checks does not hold.
    func decide(_ commit: String, _ fate: Fate, if checks: [ItemWrite] = []) async throws {
        let key = Self.decision(commit)
        let write = ItemWrite(
            key: key.itemKey(prefix: prefix),
            action: .update(Expression("SET fate = :fate", values: [":fate": .string(fate.rawValue)])),
            condition: Expression("fate = :open", values: [":open": .string(Fate.open.rawValue)])
        )
        do {
            try await client.transactWrite(
                [write] + checks,
                token: fate == .committed ? CommitToken.deciding(commit) : "\(commit)-a"
            )
        } catch DynamoDBError.cancelled(let reasons, _) where reasons.contains(where: { $0.code == .conditionFailed }) {
            return
        }
    }

    /// Ends the lock of a row, unless somebody else has done it.
    private func finish(_ write: ItemWrite) async throws {
        do {
            try await client.transactWrite([write], token: CommitName.once())
        } catch DynamoDBError.cancelled(let reasons, _) where reasons.contains(where: { $0.code == .conditionFailed }) {
            return
        }
    }

    /// The row before it was locked; nil when there was none.
    private static func former(_ item: Item) throws -> Row? {
        guard let former = item.optionalText(formerName), !former.isEmpty else { return nil }
        var item = item
        for name in [ownerName, nextName, formerName, keptName] { item[name] = nil }
        return try Row(stored: item.named(former))
    }

    /// Makes the row what it was before it was locked.
    func undoing(_ key: RowKey, _ owner: String, _ item: Item) -> ItemWrite {
        guard let former = item.optionalText(Self.formerName), !former.isEmpty else {
            return Self.finishing(key, owner, nil, prefix: prefix)
        }
        return Self.unlocking(key, owner, former: former, prefix: prefix)
    }

    /// Leaves the row as it was before it was locked.
    static func unlocking(_ key: RowKey, _ owner: String, former: String, prefix: String) -> ItemWrite {
        ItemWrite(
            key: key.itemKey(prefix: prefix),
            action: .update(
                Expression(
                    "SET #commit = :former REMOVE #owner, #former, #next, #kept",
                    names: [
                        "#commit": Row.commitName, "#owner": ownerName, "#former": formerName, "#next": nextName,
                        "#kept": keptName,
                    ],
                    values: [":former": .string(former)]
                )
            ),
            condition: isOwned(by: owner)
        )
    }

    /// `item` holds everything, the name of its commit included.
    static func finishing(_ key: RowKey, _ owner: String, _ item: Item?, prefix: String) -> ItemWrite {
        ItemWrite(
            key: key.itemKey(prefix: prefix),
            action: item.map { .put($0.with(key)) } ?? .delete,
            condition: isOwned(by: owner)
        )
    }

    private static func isOwned(by owner: String) -> Expression {
        Expression("#owner = :owner", names: ["#owner": ownerName], values: [":owner": .string(owner)])
    }
}

extension Item {
    func with(_ key: RowKey) -> Item {
        var item = self
        item[ItemKey.partitionName] = .string(key.partition)
        item[ItemKey.sortName] = .string(key.sort)
        return item
    }
}

extension Row {
    init(stored item: Item) throws {
        var item = item
        commit = try item.text(Self.commitName)
        item[Self.commitName] = nil
        item[ItemKey.partitionName] = nil
        item[ItemKey.sortName] = nil
        self.item = item
    }
}
