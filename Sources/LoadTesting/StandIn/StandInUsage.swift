/// What was asked of the stand-in so far, and what DynamoDB would charge for it.
package struct StandInUsage: Codable, Sendable {
    package struct Operation: Codable, Sendable {
        /// Answered ones, whatever the answer was.
        package var requests = 0
        /// Units that successful answers have told.
        package var units = 0.0
        /// Transactions whose conditions did not hold. They are charged, and DynamoDB does not tell for how much.
        package var cancelled = 0
        package var cancelledUnits = 0.0
        /// Transactions that met another one on the same items.
        package var conflicts = 0
    }

    package internal(set) var operations: [String: Operation] = [:]
    /// Of what is charged, by table and kind of access, such as `SyncState-Inventory Put`.
    package internal(set) var writeUnits: [String: Double] = [:]
    package internal(set) var readUnits: [String: Double] = [:]
    package internal(set) var processorSeconds = 0.0

    package var totalWriteUnits: Double { writeUnits.values.reduce(0, +) }
    package var totalReadUnits: Double { readUnits.values.reduce(0, +) }

    mutating func count(_ operation: String, _ body: (inout Operation) -> Void) {
        body(&operations[operation, default: Operation()])
    }

    /// Requests of the operation.
    package func requests(_ operation: String) -> Int { operations[operation]?.requests ?? 0 }
}
