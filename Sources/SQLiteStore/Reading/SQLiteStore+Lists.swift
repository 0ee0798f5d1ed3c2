package import Inventory
package import Sync

extension SQLiteStore {
    /// Rows that one call looks at, at most: about 20 ms.
    private static let scanLimit = 10_000

    package func alerts(_ tenant: TenantID, _ filter: AlertFilter, _ page: PageRequest) async throws -> Page<Alert> {
        try await newestFirst("alerts", tenant, page) { source, number, range, builder in
            guard let bounds = try AlertBounds(filter, source, tenant: number) else { return }
            try AlertRows.scan(source, in: range, bounds) { builder.add($1, at: $0) }
        }
    }

    package func alertSummary(_ tenant: TenantID) async throws -> AlertSummary {
        try await read { source in
            guard let number = try AccessRows.tenantNumber(source, tenant) else { return AlertSummary(groups: []) }
            return AlertSummary(groups: try AlertRows.summary(source, in: RowNumber.range(of: number)))
        }
    }

    package func returns(_ tenant: TenantID, _ filter: ReturnFilter, _ page: PageRequest) async throws -> Page<Return> {
        try await newestFirst("returns", tenant, page) { source, number, range, builder in
            try ReturnRows.scan(source, tenant: number, in: range, filter) { builder.add($1, at: $0) }
        }
    }

    package func transactions(
        _ tenant: TenantID,
        _ filter: TransactionFilter,
        _ page: PageRequest
    ) async throws -> Page<TransactionRecord> {
        let now = clock.now
        return try await newestFirst("transactions", tenant, page) { source, number, range, builder in
            var action: Int64?
            if let text = filter.action {
                guard let found = try NameRows.find(source, text) else { return }
                action = found
            }
            try TransactionRows.scan(
                source,
                tenant: number,
                in: range,
                action: action,
                status: filter.status,
                now: now
            ) { builder.add($1, at: $0) }
        }
    }

    package func transaction(_ tenant: TenantID, txId: String) async throws -> TransactionRecord? {
        let now = clock.now
        return try await read { source in
            guard let number = try AccessRows.tenantNumber(source, tenant) else { return nil }
            return try TransactionRows.newest(source, tenant: number, txId: txId, now: now)
        }
    }

    package func quarantine(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<QuarantinedDelivery> {
        try await newestFirst("quarantine", tenant, page) { source, _, range, builder in
            var bytes = 0
            try QuarantineRows.scan(source, in: range) { row in
                bytes += row.element.body.count
                return builder.add(row.element, at: row.number, isLast: bytes > Self.bodyLimit)
            }
        }
    }

    /// Bodies may be large: a page ends with the one that passes this sum.
    private static let bodyLimit = 8 << 20

    package func privacyRequests(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<PrivacyRequest> {
        try await newestFirst("privacy", tenant, page) { source, _, range, builder in
            for row in try PrivacyRequestRows.page(source, in: range, limit: page.limit + 1)
            where !builder.add(row.element, at: row.number) { break }
        }
    }

    package func accessKeys(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<AccessKey> {
        try await newestFirst("keys", tenant, page) { source, _, range, builder in
            for row in try AccessRows.keys(source, in: range, limit: page.limit + 1)
            where !builder.add(row.element, at: row.number) { break }
        }
    }

    /// A page of rows that are numbered within the tenant, newest first; `scan` is given the numbers that are left.
    private func newestFirst<Element: Sendable>(
        _ list: String,
        _ tenant: TenantID,
        _ page: PageRequest,
        _ scan:
            @escaping @Sendable (
                ReadConnection, _ tenant: Int64, ClosedRange<Int64>, inout PageBuilder<Element, Int64>
            ) throws -> Void
    ) async throws -> Page<Element> {
        let cursor = ListCursor(list: list, tenant: tenant)
        let last = try cursor.number(page.cursor)
        return try await read { source in
            guard let number = try AccessRows.tenantNumber(source, tenant) else { return .empty }
            var builder = PageBuilder<Element, Int64>(page, scanLimit: Self.scanLimit)
            let all = RowNumber.range(of: number)
            let end = min(all.upperBound, (last ?? .max) - 1)
            if end >= all.lowerBound { try scan(source, number, all.lowerBound...end, &builder) }
            return builder.page(cursor.encode)
        }
    }
}
