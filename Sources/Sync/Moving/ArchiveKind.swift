/// What an engine keeps, kind by kind, in the order in which it is moved: what others hang on comes first. The list of
/// transactions is read through an index of DynamoDB that may lag behind, so it is written early and verified late.
package enum ArchiveKind: String, Sendable, CaseIterable, Codable {
    case tenants
    case keys, channels, buffers, transactions, stock, dirt, movements, orders, catalogue, returns, alerts, quarantine
    case privacy
    case answers, imports, importRows

    /// Whether its rows are read for all tenants at once: they are found in no list of a tenant.
    package var isOfAllTenants: Bool {
        switch self {
        case .tenants, .answers, .imports, .importRows: true
        default: false
        }
    }

    /// Whether both engines give its rows in the same order. Answers lie in DynamoDB where their scope's digest puts them.
    package var isOrdered: Bool { self != .answers }
}
