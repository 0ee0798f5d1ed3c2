import Inventory

/// One kind of one tenant, or of all of them: what is copied, and verified, in one go.
struct MoveStep: Sendable, Equatable {
    let kind: ArchiveKind
    /// Any one, for a kind of all tenants.
    let tenant: TenantID

    /// All steps in their order; the same for the same tenants.
    static func all(of tenants: [TenantID]) -> [MoveStep] {
        let ofAll = ArchiveKind.allCases.filter(\.isOfAllTenants).map { MoveStep(kind: $0, tenant: .default) }
        let ofEach = tenants.flatMap { tenant in
            ArchiveKind.allCases.filter { !$0.isOfAllTenants }.map { MoveStep(kind: $0, tenant: tenant) }
        }
        // The tenants first, so that they get their places in the order of their creation.
        return ofAll.prefix(1) + ofEach + ofAll.dropFirst()
    }

    /// Rows of one page: of those that carry bodies fewer.
    func limit(_ most: Int) -> Int {
        switch kind {
        case .quarantine, .answers: min(most, 20)
        default: most
        }
    }
}
