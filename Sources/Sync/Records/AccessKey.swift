package import Inventory

/// What a caller may do. Each role includes the ones before it.
package enum Role: String, Sendable, CaseIterable, Comparable {
    case viewer, `operator`, admin

    package static func < (lhs: Role, rhs: Role) -> Bool { lhs.rank < rhs.rank }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .operator: 1
        case .admin: 2
        }
    }
}

/// An API key as the store keeps it: its hash, never the key.
package struct AccessKey: Sendable, Equatable {
    package let keyId: String
    package let tenant: TenantID
    package let name: String
    package let role: Role
    /// SHA-256 of the key.
    package let hash: [UInt8]
    /// May make tenants and act in any of them.
    package let isFirst: Bool
    package let createdAt: Timestamp
    package let expiresAt: Timestamp?

    package init(
        keyId: String,
        tenant: TenantID,
        name: String,
        role: Role,
        hash: [UInt8],
        isFirst: Bool,
        createdAt: Timestamp,
        expiresAt: Timestamp?
    ) {
        self.keyId = keyId
        self.tenant = tenant
        self.name = name
        self.role = role
        self.hash = hash
        self.isFirst = isFirst
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

package struct Tenant: Sendable, Equatable {
    package let tenantId: TenantID
    package var name: String
    package let createdAt: Timestamp

    package init(tenantId: TenantID, name: String, createdAt: Timestamp) {
        self.tenantId = tenantId
        self.name = name
        self.createdAt = createdAt
    }
}
