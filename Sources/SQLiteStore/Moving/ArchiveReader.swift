import Inventory
import NIOConcurrencyHelpers
import Sync

/// One page of one kind, oldest first, at one commit.
struct ArchiveReader {
    let source: ReadConnection
    let tenant: TenantID
    let number: Int64
    let now: Timestamp
    let cursor: String?
    let limit: Int
    let chain: NIOLockedValueBox<(tenant: Int64, sku: SKU, numbers: [Int64])?>

    func page(_ kind: ArchiveKind) throws -> Page<ArchivedRow> {
        switch kind {
        case .tenants: try tenants()
        case .keys: try list(.keys) { .key(try AccessRows.key(&$0).element) }
        case .channels: try channels()
        case .buffers: try buffers()
        case .transactions: try list(.transactions) { .transaction(try TransactionRows.Found(&$0).record) }
        case .stock: try stock()
        case .dirt: try dirt()
        case .movements: try movements()
        case .orders: try orders()
        case .catalogue: try catalogue()
        case .returns: try list(.returns) { .orderReturn(try ReturnRows.numbered(&$0).element) }
        case .alerts: try list(.alerts) { .alert(try AlertRows.numbered(&$0).element) }
        case .quarantine: try list(.quarantine) { .quarantined(try QuarantineRows.numbered(&$0).element) }
        case .privacy: try list(.privacy) { .privacyRequest(try PrivacyRequestRows.numbered(&$0).element) }
        case .answers: try answers()
        case .imports: try imports()
        case .importRows: try importRows()
        }
    }

    func row(at number: Int64, _ content: ArchivedRow.Content) -> ArchivedRow {
        ArchivedRow(tenant, at: ArchivedRow.position(number), content)
    }

    // MARK: - Lists

    /// A table whose rows are numbered. The first column is the row's number.
    struct List {
        let columns: String
        let table: String
        var condition = "true"

        static let keys = List(
            columns: """
                k.id, k.key_id, (SELECT t.tenant_id FROM tenants t WHERE t.id = k.tenant_id), k.name, k.role, k.hash,
                k.is_first, k.created_at, k.expires_at
                """,
            table: "access_keys k"
        )
        static let transactions = List(
            columns: """
                id, (SELECT text FROM names WHERE id = source), tx_id, (SELECT text FROM names WHERE id = action),
                status, (SELECT text FROM names WHERE id = channel), event_id, reference,
                (SELECT text FROM names WHERE id = actor), timestamp, expires_at
                """,
            table: "transactions",
            condition: "expires_at > ?4"
        )
        static let returns = List(
            columns: """
                id, return_id, sku, quantity, disposition, order_id, (SELECT text FROM names WHERE id = channel), note,
                tx_id, timestamp, updated_at
                """,
            table: "returns"
        )
        static let alerts = List(
            columns: """
                id, alert_id, type, sku, (SELECT text FROM names WHERE id = channel), message, timestamp, last_seen,
                occurrences, read, state
                """,
            table: "alerts"
        )
        static let quarantine = List(
            columns: """
                id, quarantine_id, (SELECT text FROM names WHERE id = channel), topic,
                (SELECT text FROM names WHERE id = source), tx_id, event_id, body, reason, received_at, replayed_at
                """,
            table: "quarantine"
        )
        static let privacy = List(
            columns: """
                id, request_id, kind, (SELECT text FROM names WHERE id = channel), shop, customer_id, order_ids,
                outcome, timestamp
                """,
            table: "privacy_requests"
        )
    }

    private func list(
        _ list: List,
        _ read: (inout Columns) throws -> ArchivedRow.Content
    ) throws -> Page<ArchivedRow> {
        let range = RowNumber.range(of: number)
        let start = try cursor.map { try Self.number($0) } ?? range.lowerBound
        let statement = try source.statement(
            """
            SELECT \(list.columns), id FROM \(list.table)
            WHERE id > ?1 AND id <= ?2 AND \(list.condition) AND ?4 IS NOT NULL ORDER BY id LIMIT ?3
            """
        )
        var last: Int64 = 0
        let rows = try statement.all(
            { $0.add(start, range.upperBound, limit, now) },
            { columns in
                let content = try read(&columns)
                last = columns.int64()
                return row(at: last, content)
            }
        )
        return Page(items: rows, next: rows.count == limit ? String(last) : nil)
    }

    private func tenants() throws -> Page<ArchivedRow> {
        let start = try cursor.map { try Self.number($0) } ?? -1
        let rows = try source.statement(
            """
            SELECT id, tenant_id, name, created_at FROM tenants WHERE id > ? AND name IS NOT NULL ORDER BY id LIMIT ?
            """
        )
        .all({ $0.add(start, limit) }, { try AccessRows.tenant(&$0) })
        let next = rows.count == limit ? rows.last.map { String($0.number) } : nil
        return Page(
            items: rows.map {
                ArchivedRow($0.element.tenantId, at: ArchivedRow.position($0.number), .tenant($0.element))
            },
            next: next
        )
    }

    private func answers() throws -> Page<ArchivedRow> {
        let start = try cursor.map { try Self.number($0) } ?? 0
        var last: Int64 = 0
        let rows = try source.statement(
            """
            SELECT a.id, t.tenant_id, a.method, a.path, a.key, a.request_hash, a.status, a.body, a.expires_at
            FROM answers a JOIN tenants t ON t.id = a.tenant_id
            WHERE a.id > ? AND a.expires_at > ? ORDER BY a.id LIMIT ?
            """
        )
        .all(
            { $0.add(start, now, limit) },
            { columns in
                last = columns.int64()
                let tenant = TenantID(stored: try columns.text())
                let scope = IdempotentAnswer.Scope(
                    method: try columns.text(),
                    path: try columns.text(),
                    key: try columns.text()
                )
                let answer = IdempotentAnswer(
                    scope: scope,
                    requestHash: columns.bytes(),
                    status: columns.int(),
                    body: columns.bytes(),
                    expiresAt: columns.timestamp()
                )
                return ArchivedRow(tenant, at: ArchivedRow.position(last), .answer(answer))
            }
        )
        return Page(items: rows, next: rows.count == limit ? String(last) : nil)
    }

    static func number(_ text: some StringProtocol) throws -> Int64 {
        guard let number = Int64(text) else { throw StoreError.damagedMove }
        return number
    }
}
