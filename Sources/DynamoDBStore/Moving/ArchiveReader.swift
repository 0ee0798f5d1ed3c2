import DynamoDB
import Inventory
import Sync

/// One page of one kind of one tenant, oldest first.
struct ArchiveReader {
    let archive: DynamoDBArchive
    let tenant: TenantID
    let cursor: String?
    let limit: Int

    var reader: TableReader { archive.reader }
    var now: Timestamp { archive.store.clock.now }

    func page(_ kind: ArchiveKind) async throws -> Page<ArchivedRow> {
        switch kind {
        case .tenants:
            try await list(AccessRows.tenants) { .tenant(try Tenant($0)) }
        case .keys: try await list(AccessRows.keys(tenant)) { .key(try AccessKey($0)) }
        case .channels: try await channels()
        case .buffers: try await buffers()
        case .transactions: try await transactions()
        case .stock: try await stock()
        case .dirt: try await dirt()
        case .movements: try await movements()
        case .orders: try await orders()
        case .catalogue: try await catalogue()
        case .returns: try await list(Chronicle.place(.returns, tenant)) { .orderReturn(try Return($0)) }
        case .alerts: try await list(Chronicle.place(.alerts, tenant)) { .alert(try Alert($0)) }
        case .quarantine: try await quarantine()
        case .privacy:
            try await list(Chronicle.place(.access, tenant, PrivacyKeys.list)) {
                .privacyRequest(try PrivacyRequest($0))
            }
        case .answers: try await answers()
        case .imports: try await imports()
        case .importRows: try await importRows()
        }
    }

    // MARK: - Lists

    /// The next rows of a partition, whose order is that of their places.
    func found(_ place: PartitionKey, after: String?, through: String? = nil) async throws -> [FoundRow] {
        let range = RangeKey(place: place, after: after, through: through, limit: limit)
        return try await reader.range(range, forWriting: true)
    }

    private func list(
        _ place: PartitionKey,
        _ content: (Item) throws -> ArchivedRow.Content
    ) async throws -> Page<ArchivedRow> {
        let found = try await found(place, after: cursor)
        let rows = try found.map { row in
            let content = try content(row.row.item)
            if case .tenant(let named) = content { return ArchivedRow(named.tenantId, at: row.key.sort, content) }
            return ArchivedRow(tenant, at: row.key.sort, content)
        }
        return Page(items: rows, next: found.count == limit ? found.last?.key.sort : nil)
    }

    private func quarantine() async throws -> Page<ArchivedRow> {
        let found = try await found(Chronicle.place(.quarantine, tenant), after: cursor)
        var rows: [ArchivedRow] = []
        for row in found {
            let body = try await archive.store.body(row.key, row.row.item)
            let delivery = try QuarantinedDelivery(row.row.item, body: body)
            rows.append(ArchivedRow(tenant, at: row.key.sort, .quarantined(delivery)))
        }
        return Page(items: rows, next: found.count == limit ? found.last?.key.sort : nil)
    }

    private func transactions() async throws -> Page<ArchivedRow> {
        let queries = archive.store.transactionQueries(tenant)
        let (found, next) = try await merged(queries, .transactions, after: cursor)
        let rows = try found.compactMap { found -> ArchivedRow? in
            let record = try TransactionRecord(found.row.row.item)
            return record.expiresAt > now ? ArchivedRow(tenant, at: found.place, .transaction(record)) : nil
        }
        return Page(items: rows, next: next)
    }

    /// The next rows of several partitions in the order of their places, as far as all of them are known.
    func merged(_ queries: [ItemQuery], _ table: StoreTable, after: String?) async throws
        -> (rows: [(place: String, row: FoundRow)], next: String?)
    {
        let each = max(1, limit / queries.count)
        typealias Part = (rows: [(place: String, row: FoundRow)], isCut: Bool)
        let parts = try await withThrowingTaskGroup(of: Part.self) { group in
            for query in queries {
                group.addTask {
                    var query = query
                    query.range = (after.map { $0 + "\u{0}" } ?? "\u{0}")...SortText.last
                    var rows: [(place: String, row: FoundRow)] = []
                    try await reader.forEach(query, table, limit: each, forWriting: true) { key, row in
                        let place = query.index == nil ? key.sort : row.item.optionalText(query.sortName) ?? key.sort
                        rows.append((place, FoundRow(key: key, row: row)))
                        return rows.count < each
                    }
                    return (rows, rows.count == each)
                }
            }
            return try await group.reduce(into: [Part]()) { $0.append($1) }
        }
        // Behind the first end nobody knows what the part has.
        let horizon = parts.filter(\.isCut).compactMap(\.rows.last?.place).min { StepRows.precedes($0, $1) }
        let rows = parts.flatMap(\.rows)
            .filter { row in horizon.map { !StepRows.precedes($0, row.place) } ?? true }
            .sorted { StepRows.precedes($0.place, $1.place) }
        return (rows, horizon)
    }
}
