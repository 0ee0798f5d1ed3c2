package import DynamoDB

/// The engine that worlds are played on.
package enum SimulatedEngine: Sendable {
    /// A file in the folder for such, one for each world.
    case sqlite
    /// Tables of each world's own, with names that begin with `tablePrefix`; they are deleted at its end.
    case dynamoDB(any DynamoDBWire, tablePrefix: String)

    /// Whether a commit is a request, which may fail like any other.
    package var isRemote: Bool { if case .dynamoDB = self { true } else { false } }

    @SimulationActor
    func ground(world: Int) throws -> any Ground {
        switch self {
        case .sqlite: try SQLiteGround()
        case .dynamoDB(let wire, let prefix): DynamoDBGround(wire: wire, tablePrefix: "\(prefix)\(world)-")
        }
    }
}
