package import Inventory
package import Sync

/// Who calls, and what the caller may do.
package struct Caller: Sendable, Equatable {
    /// The tenant that the credentials belong to.
    package let tenant: TenantID
    package let role: Role
    /// What stands in ledger and audit trail.
    package let name: String
    /// May make tenants and act in any of them.
    package let mayActForAnyTenant: Bool

    package init(tenant: TenantID, role: Role, name: String, mayActForAnyTenant: Bool = false) {
        self.tenant = tenant
        self.role = role
        self.name = name
        self.mayActForAnyTenant = mayActForAnyTenant
    }
}

/// One kind of credentials: API keys now, others beside them.
package protocol CredentialVerifier: Sendable {
    /// Who presents this token; nil when it is none of this kind, or not (or no longer) valid.
    func caller(presenting token: String) async throws -> Caller?
}
