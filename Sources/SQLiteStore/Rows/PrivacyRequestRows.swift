import Inventory
import Sync

enum PrivacyRequestRows {
    static func put(
        _ source: some StatementSource,
        number: Int64,
        tenant: Int64,
        channel: Int64,
        _ request: PrivacyRequest
    ) throws {
        let statement = try source.statement(
            """
            INSERT INTO privacy_requests (id, tenant_id, request_id, kind, channel, shop, customer_id, order_ids,
                outcome, timestamp)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, request_id) DO UPDATE SET outcome = excluded.outcome
            """
        )
        try statement.run {
            $0.add(number)
            $0.add(tenant)
            $0.add(packed: request.requestId)
            $0.add(request.kind.storedCode)
            $0.add(channel)
            $0.add(request.shop)
            $0.add(request.customerId)
            $0.add(request.orderIds.map(String.init).joined(separator: ","))
            $0.add(request.outcome)
            $0.add(request.timestamp)
        }
    }

    /// Newest first.
    static func page(
        _ source: some StatementSource,
        in range: ClosedRange<Int64>,
        limit: Int
    ) throws -> [Numbered<PrivacyRequest>] {
        let statement = try source.statement(
            """
            SELECT id, request_id, kind, (SELECT text FROM names WHERE id = channel), shop, customer_id, order_ids,
                outcome, timestamp
            FROM privacy_requests WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?
            """
        )
        return try statement.all({ $0.add(range.lowerBound, range.upperBound, limit) }, { try numbered(&$0) })
    }

    static func numbered(_ columns: inout Columns) throws -> Numbered<PrivacyRequest> {
        Numbered(
            number: columns.int64(),
            element: PrivacyRequest(
                requestId: try columns.packed(),
                kind: try columns.code(),
                channelId: ChannelID(stored: try columns.text()),
                shop: try columns.text(),
                customerId: columns.optionalInt64(),
                orderIds: try columns.text().split(separator: ",").map { text in
                    guard let id = Int64(text) else { throw columns.damaged() }
                    return id
                },
                outcome: try columns.text(),
                timestamp: columns.timestamp()
            )
        )
    }
}
