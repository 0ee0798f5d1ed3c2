import Sync

/// Where rows lie that were numbered in the engine that they were moved from.
enum MovedPlace {
    /// The place that a cursor of the other engine names by a number; any other position stays as it is.
    static func place(_ position: String, in table: StoreTable) -> String {
        guard let number = Int64(position), String(number) == position else { return position }
        switch table {
        case .movements: return SortText.number(number)
        case .alerts, .returns, .transactions, .quarantine, .access: return ArchivedRow.position(number)
        // Their rows are found by names, which may be digits.
        default: return position
        }
    }
}
