/// Tables whose rows are numbered by `RowNumber`.
enum NumberedTable: Int, CaseIterable {
    case movements, transactions, returns, alerts, quarantine, privacyRequests, importBatches, accessKeys

    /// The highest number between two.
    var highestNumber: StaticString {
        switch self {
        case .movements: "SELECT max(id) FROM movements WHERE id BETWEEN ? AND ?"
        case .transactions: "SELECT max(id) FROM transactions WHERE id BETWEEN ? AND ?"
        case .returns: "SELECT max(id) FROM returns WHERE id BETWEEN ? AND ?"
        case .alerts: "SELECT max(id) FROM alerts WHERE id BETWEEN ? AND ?"
        case .quarantine: "SELECT max(id) FROM quarantine WHERE id BETWEEN ? AND ?"
        case .privacyRequests: "SELECT max(id) FROM privacy_requests WHERE id BETWEEN ? AND ?"
        case .importBatches: "SELECT max(id) FROM import_batches WHERE id BETWEEN ? AND ?"
        case .accessKeys: "SELECT max(id) FROM access_keys WHERE id BETWEEN ? AND ?"
        }
    }
}
