import Inventory
import Sync

/// First answers to writes with an `Idempotency-Key`. A row past its time is absent.
enum AnswerRows {
    static func find(
        _ source: some StatementSource,
        tenant: Int64,
        _ scope: IdempotentAnswer.Scope,
        now: Timestamp
    ) throws -> IdempotentAnswer? {
        let statement = try source.statement(
            """
            SELECT request_hash, status, body, expires_at FROM answers
            WHERE tenant_id = ? AND key = ? AND path = ? AND method = ? AND +expires_at > ?
            """
        )
        return try statement.first(
            {
                bind(tenant, scope, &$0)
                $0.add(now)
            },
            { columns in
                IdempotentAnswer(
                    scope: scope,
                    requestHash: columns.bytes(),
                    status: columns.int(),
                    body: columns.bytes(),
                    expiresAt: columns.timestamp()
                )
            }
        )
    }

    static func put(_ source: some StatementSource, tenant: Int64, _ answer: IdempotentAnswer) throws {
        let statement = try source.statement(
            """
            INSERT OR REPLACE INTO answers (tenant_id, key, path, method, request_hash, status, body, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        try statement.run {
            bind(tenant, answer.scope, &$0)
            $0.add(answer.requestHash)
            $0.add(answer.status)
            $0.add(answer.body)
            $0.add(answer.expiresAt)
        }
    }

    private static func bind(_ tenant: Int64, _ scope: IdempotentAnswer.Scope, _ bindings: inout Bindings) {
        bindings.add(tenant)
        bindings.add(scope.key)
        bindings.add(scope.path)
        bindings.add(scope.method)
    }
}
