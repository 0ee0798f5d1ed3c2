import DynamoDB
import Sync

/// A commit that does not fit into one transaction. Its rows are locked part by part, each row holding what it becomes;
/// one write decides; then every row is made what it becomes. Each part may be sent again alone, and whoever meets a
/// locked row can end the work of an instance that died: see `LockedRows`.
extension GroupWriter {
    private static let partRows = 90

    func writeLarge(_ group: CommitGroup) async -> Result {
        let name = group.name
        do {
            try await client.put(
                ["fate": .string(LockedRows.Fate.open.rawValue)].named(name).with(LockedRows.decision(name)),
                in: LockedRows.decision(name).itemKey(prefix: prefix).table
            )
        } catch {
            return .unavailable(.unavailable("\(error)"))
        }
        let parts = parts(group)
        if let obstacle = await lock(group, parts) {
            await abort(name, group, parts)
            return obstacle
        }
        do {
            try await locks.decide(name, .committed, if: group.fenceChecks(prefix: prefix).map(\.write))
            guard try await locks.fate(of: name) == .committed else {
                await abort(name, group, parts)
                return .stale([:], unknown: group.keys.union(group.fences.keys))
            }
        } catch {
            return .uncertain(.unavailable("\(error)"))
        }
        // From here on it has happened; what is not finished now is finished by whoever meets it.
        await finish(group, parts)
        return .committed
    }

    /// Locks all parts, some at a time. Answers what stood in the way; nil when nothing did.
    private func lock(_ group: CommitGroup, _ parts: [[RowKey]]) async -> Result? {
        await forEach(parts) { number, part in
            let result = await write(
                part.map { ($0, locking($0, group)) },
                token: "\(group.name)-\(number)",
                isOurs: { $0.optionalText(LockedRows.ownerName) == group.name }
            )
            if case .committed = result { return nil }
            return result
        }
    }

    /// Runs `body` for all parts, some at a time, until one of them answers something. What has begun is waited for.
    private func forEach(
        _ parts: [[RowKey]],
        _ body: @escaping @Sendable (Int, [RowKey]) async -> Result?
    ) async -> Result? {
        await withTaskGroup(of: Result?.self) { tasks in
            var left = parts.enumerated().makeIterator()
            var answer: Result?
            for _ in 0..<partsAtOnce {
                if let (number, part) = left.next() { tasks.addTask { await body(number, part) } }
            }
            while let result = await tasks.next() {
                answer = answer ?? result
                if answer == nil, let (number, part) = left.next() {
                    tasks.addTask { await body(number, part) }
                }
            }
            return answer
        }
    }

    private func parts(_ group: CommitGroup) -> [[RowKey]] {
        var parts: [[RowKey]] = [[]]
        var bytes = 0
        for key in group.keys {
            let size = 400 + (group.writes[key]?.item?.requestBytes ?? 0)
            if parts[parts.count - 1].count >= Self.partRows || bytes + size > CommitGroup.requestLimit {
                parts.append([])
                bytes = 0
            }
            parts[parts.count - 1].append(key)
            bytes += size
        }
        return parts
    }

    private func locking(_ key: RowKey, _ group: CommitGroup) -> ItemWrite {
        var names = [
            "#former": LockedRows.formerName, "#commit": Row.commitName, "#owner": LockedRows.ownerName,
        ]
        var values: [String: AttributeValue] = [":owner": .string(group.name), ":none": .string("")]
        var text = "SET #former = if_not_exists(#commit, :none), #commit = :owner, #owner = :owner"
        if let write = group.writes[key] {
            if let next = write.item {
                text += ", #next = :next"
                names["#next"] = LockedRows.nextName
                values[":next"] = .map(next.named(group.name))
            }
        } else {
            text += ", #kept = :kept"
            names["#kept"] = LockedRows.keptName
            values[":kept"] = .bool(true)
        }
        let condition: Expression
        switch group.bases[key] {
        case nil: condition = Expression("attribute_not_exists(#owner)")
        case .absent, .presumedAbsent: condition = Expression("attribute_not_exists(#commit)")
        case .commit(let former):
            condition = Expression("#commit = :former")
            values[":former"] = .string(former)
        }
        return ItemWrite(
            key: key.itemKey(prefix: prefix),
            action: .update(Expression(text, names: names, values: values)),
            condition: condition
        )
    }

    private func finish(_ group: CommitGroup, _ parts: [[RowKey]]) async {
        let obstacle = await forEach(parts) { number, part in
            var rest = part
            var attempt = 0
            while !rest.isEmpty {
                attempt += 1
                let writes = rest.map { ($0, finishing($0, group)) }
                switch await write(writes, token: "\(group.name)+\(number)-\(attempt)", isOurs: { _ in false }) {
                case .committed: return nil
                case .stale(let done, let unknown):
                    // Somebody else has finished these.
                    rest.removeAll { done[$0] != nil || unknown.contains($0) }
                case let failure: return failure
                }
            }
            return nil
        }
        if obstacle == nil { await forget(group.name) }
    }

    private func finishing(_ key: RowKey, _ group: CommitGroup) -> ItemWrite {
        guard group.writes[key] == nil else {
            return LockedRows.finishing(key, group.name, group.writes[key]?.item?.named(group.name), prefix: prefix)
        }
        // Only its condition counted: it becomes what it was.
        guard case .commit(let former) = group.bases[key] else {
            return LockedRows.finishing(key, group.name, nil, prefix: prefix)
        }
        return LockedRows.unlocking(key, group.name, former: former, prefix: prefix)
    }

    /// Takes the locks of one part off: at once, for a step that is tried again waits for it, as do others on its rows.
    private func undo(_ name: String, _ part: [RowKey]) async throws {
        var locked: [(key: RowKey, item: Item)] = []
        for (table, item) in try await client.batchGet(part.map { $0.itemKey(prefix: prefix) }) {
            guard let table = StoreTable(rawValue: String(table.dropFirst(prefix.count))),
                item.optionalText(LockedRows.ownerName) == name
            else { continue }
            locked.append((try RowKey(table, item), item))
        }
        if locked.isEmpty { return }
        do {
            try await client.transactWrite(
                locked.map { locks.undoing($0.key, name, $0.item) },
                token: CommitName.once()
            )
        } catch DynamoDBError.cancelled {
            // Somebody else is at it too: row by row.
            for (key, item) in locked { _ = try await locks.settled(key, item, forWriting: true) }
        }
    }

    private func abort(_ name: String, _ group: CommitGroup, _ parts: [[RowKey]]) async {
        do {
            try await locks.decide(name, .aborted)
            for part in parts { try await undo(name, part) }
            await forget(name)
        } catch {
            // Whoever meets one of the rows finds the decision, or that there was none for too long.
            return
        }
    }

    private func forget(_ name: String) async {
        // A decision that stays behind is never read again: all its rows are done.
        try? await client.batchDelete([LockedRows.decision(name).itemKey(prefix: prefix)])
    }
}
