import DynamoDB
import JSONPull

extension StandInTables {
    private static let getLimit = 100
    private static let batchBytes = 16 << 20
    private static let pageBytes = 1 << 20

    func batchGet(_ request: StandInRequest) throws -> [UInt8] {
        let asked = try request.reads.flatMap { table, keys in
            try keys.map { (row: StandInRow(table: table, key: try StandInKey($0)), key: $0) }
        }
        guard (1...Self.getLimit).contains(asked.count), Set(asked.map(\.row)).count == asked.count else {
            throw StandInFailure.invalid("a batch has between 1 and 100 keys, each once")
        }
        var units: [String: Double] = [:]
        var found: [String: [Item]] = [:]
        var rest: [String: [Item]] = [:]
        var bytes = 0
        for (row, key) in asked {
            let stored = try table(row.table).stored(row.key)
            guard bytes + (stored?.bytes ?? 0) <= Self.batchBytes else {
                rest[row.table, default: []].append(key)
                continue
            }
            bytes += stored?.bytes ?? 0
            let charged = Double(Capacity.readUnits(stored?.bytes ?? 0))
            charge(read: charged, row.table, "get")
            units[row.table, default: 0] += charged
            found[row.table, default: []] += stored.map { [$0.item] } ?? []
        }
        usage.count("BatchGetItem") { $0.units += units.values.reduce(0, +) }
        return object { writer in
            writer.key("Responses")
            writer.items(found)
            writer.key("UnprocessedKeys")
            writer.object { writer in
                for (table, keys) in rest {
                    writer.key(table)
                    writer.items(["Keys": keys])
                }
            }
            writer.key("ConsumedCapacity")
            writer.array { writer in for (table, count) in units { writer.capacity(table, count) } }
        }
    }

    /// `#p = :p`, or that and `#s BETWEEN :a AND :z`, as the engine writes them.
    func query(_ request: StandInRequest) throws -> [UInt8] {
        let table = try table(request.table)
        let condition = try condition(request.keyCondition ?? "")
        let filter = try request.filter.map(self.condition)
        try request.placeholders.refuseUnused(condition.placeholders.union(filter?.placeholders ?? []))
        let index = try request.index.map { name in
            guard let index = table.indexes.first(where: { $0.name == name }) else {
                throw StandInFailure.invalid("the table does not have the index \(name)")
            }
            return index
        }
        let partition = KeyText(try request.placeholders.value(":p").string ?? "")
        guard try request.placeholders.name("#p") == index?.partition ?? ItemKey.partitionName else {
            throw StandInFailure.invalid("a query names the partition it wants as #p = :p")
        }
        let candidates: ArraySlice<StandInTable.Stored>
        if let index {
            candidates = table.rows(partition, in: index)[...]
        } else {
            candidates = table.rows(
                partition,
                from: request.placeholders.values[":a"]?.string.map(KeyText.init),
                through: request.placeholders.values[":z"]?.string.map(KeyText.init)
            )
        }
        let behind = request.start.map { Self.behind($0, index, isForward: request.isForward) }
        let order = request.isForward ? AnyCollection(candidates) : AnyCollection(candidates.reversed())

        var page: [StandInTable.Stored] = []
        var bytes = 0
        var isCut = false
        for row in order {
            guard try condition.holds(row.item, request.placeholders), behind?(row) ?? true else { continue }
            page.append(row)
            bytes += row.bytes
            isCut = page.count == request.limit || bytes >= Self.pageBytes
            if isCut { break }
        }
        let last = page.last
        page = try page.filter { try filter?.holds($0.item, request.placeholders) ?? true }
        // Through an index the engine reads as of a moment ago, for half.
        let units = Double(Capacity.readUnits(bytes)) * (index == nil ? 1 : 0.5)
        charge(read: units, request.table, "query")
        usage.count("Query") { $0.units += units }
        return object { writer in
            writer.key("Count")
            writer.integer(page.count)
            if !request.countsOnly {
                writer.key("Items")
                writer.array { writer in for row in page { writer.item(row.item) } }
            }
            if isCut, let last {
                writer.key("LastEvaluatedKey")
                writer.item(Self.place(last.item, index))
            }
            writer.key("ConsumedCapacity")
            writer.capacity(request.table, units)
        }
    }

    /// Whether a row comes after the one that a page ended with, which may be gone by now.
    private static func behind(
        _ start: Item,
        _ index: StandInTable.Index?,
        isForward: Bool
    ) -> (StandInTable.Stored) -> Bool {
        func order(_ item: Item) -> [KeyText] {
            let names = [index?.sort, ItemKey.partitionName, ItemKey.sortName].compactMap(\.self)
            return names.map { KeyText(item[$0]?.string ?? "") }
        }
        let end = order(start)
        return { row in
            let place = order(row.item)
            return isForward ? end.lexicographicallyPrecedes(place) : place.lexicographicallyPrecedes(end)
        }
    }

    private static func place(_ item: Item, _ index: StandInTable.Index?) -> Item {
        let names = [ItemKey.partitionName, ItemKey.sortName, index?.partition, index?.sort].compactMap(\.self)
        return item.filter { names.contains($0.key) }
    }
}

extension JSONWriter {
    fileprivate mutating func items(_ items: [String: [Item]]) {
        object { writer in
            for (name, list) in items {
                writer.key(name)
                writer.array { writer in for item in list { writer.item(item) } }
            }
        }
    }
}
