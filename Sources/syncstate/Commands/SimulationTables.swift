import App
import Simulation

/// Tables that a simulation has to itself.
struct SimulationTables {
    private let connection: DynamoDBConnection
    private let prefix: String
    private let place: String

    /// Takes what is not given from where `serve` takes it.
    ///
    /// Throws `SettingsError` and `StoreError`.
    init(endpoint: String?, region: String?) throws {
        var given: [SettingName: String] = [.store: StoreEngine.dynamodb.rawValue]
        if let endpoint { given[.dynamoDBEndpoint] = endpoint }
        if let region { given[.awsRegion] = region }
        guard let settings = try Settings(.ofProcess(options: given)).dynamoDB else {
            throw SettingsError(.store, "is not dynamodb")
        }
        connection = try DynamoDBConnection(settings)
        place = settings.endpoint ?? settings.region
        prefix = "SyncState-simulation-\(String(UInt32.random(in: 0x1000_0000...UInt32.max), radix: 16))-"
    }

    var engine: SimulatedEngine { .dynamoDB(connection.wire, tablePrefix: prefix) }

    var announcement: String {
        "tables \(prefix)* are made at \(place), and deleted again at the end of each world"
    }

    func close() async { await connection.close() }
}
