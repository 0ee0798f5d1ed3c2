package import Inventory

/// The first answer to a write that carried an `Idempotency-Key`, kept in the same commit as its effects.
package struct IdempotentAnswer: Sendable, Equatable {
    /// Within a tenant a key belongs to one method and path.
    package struct Scope: Sendable, Hashable {
        package let method: String
        package let path: String
        package let key: String

        package init(method: String, path: String, key: String) {
            self.method = method
            self.path = path
            self.key = key
        }
    }

    package let scope: Scope
    /// SHA-256 of the request's body and query.
    package let requestHash: [UInt8]
    package let status: Int
    package let body: [UInt8]
    package let expiresAt: Timestamp

    package init(scope: Scope, requestHash: [UInt8], status: Int, body: [UInt8], expiresAt: Timestamp) {
        self.scope = scope
        self.requestHash = requestHash
        self.status = status
        self.body = body
        self.expiresAt = expiresAt
    }
}
