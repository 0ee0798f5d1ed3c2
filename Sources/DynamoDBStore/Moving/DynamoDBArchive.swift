import DynamoDB
package import Inventory
import NIOConcurrencyHelpers
import Signing
package import Sync

/// The rows of an installation's tables, to be moved.
package final class DynamoDBArchive: StoreArchive {
    package let engine = "dynamodb"
    let store: DynamoDBStore
    private let leaseLife: Duration
    /// The rosters of tenants whose rows are written, as they stand.
    let rosters = NIOLockedValueBox<[TenantID: Row?]>([:])
    /// All imports, in order of their tenants' and their own ids, since they were last asked for.
    let imports = NIOLockedValueBox<[ArchivedRow]>([])

    var reader: TableReader { store.reader }

    /// `store` was opened for moving. `leaseLife`: see `ChannelLeases.Times`.
    package init(_ store: DynamoDBStore, leaseLife: Duration = ChannelLeases.Times().life) {
        self.store = store
        self.leaseLife = leaseLife
    }

    // MARK: - Who it is, and who uses it

    private static let identityRow = RowKey(.access, "installation")
    private static let healthRow = RowKey(.access, "health")
    static let moveRow = RowKey(.access, "move")
    private static let idName = "id"

    package func identity() async throws -> String {
        try await store.reading {
            if let row = try await reader.row(Self.identityRow) { return try row.text(Self.idName) }
            var item: Item = [:]
            item.set(Self.idName, "dynamodb-" + Hex.encode(SecureRandom.bytes(8)))
            try await put(item, Self.identityRow)
            return try item.text(Self.idName)
        }
    }

    /// The last renewals of leases, and the last time that an instance looked after its health.
    package func mark() async throws -> String {
        try await store.reading {
            let health = try await reader.rows([Self.healthRow])[Self.healthRow].flatMap { $0?.commit } ?? ""
            let leases = try await leases().map { "\($0.key.sort)=\($0.row.commit)" }
            return SHA256.hash(([health] + leases).joined(separator: "\n")).hex
        }
    }

    /// What is renewed has a living owner; what its owner has let go of has none. The rest are watched for as long as an
    /// owner takes to renew them at most.
    package func requireIdle() async throws {
        try await store.reading {
            let first = try await ownedLeases()
            let end = ContinuousClock.now.advanced(by: leaseLife)
            while !first.isEmpty, ContinuousClock.now < end {
                try await Task.sleep(for: min(leaseLife / 10, .milliseconds(500)))
                let renewed = try await ownedLeases().first { first[$0.key] != $0.value }
                if let renewed {
                    throw StoreError.inUse(
                        "the tables \(reader.prefix)* are served: the lease \(renewed.key) has just been renewed; stop all"
                            + " servers first"
                    )
                }
            }
        }
    }

    private func leases() async throws -> [FoundRow] { try await reader.range(store.whole(LeaseRow.place)) }

    /// By the lease's name, the commit that wrote it. An instance's own row has no owner but the one in its name.
    private func ownedLeases() async throws -> [String: String] {
        var owned: [String: String] = [:]
        for lease in try await leases() where lease.row.item.optionalText(LeaseRow.ownerName) != "" {
            owned[lease.key.sort] = lease.row.commit
        }
        return owned
    }

    package func holdsRows() async throws -> Bool {
        let own = Set([Self.identityRow, Self.healthRow, Self.moveRow].map(\.partition))
        return try await store.reading {
            for table in StoreTable.allCases {
                var start: Item?
                repeat {
                    let page = try await reader.client.scan(reader.prefix + table.rawValue, limit: 10, from: start)
                    for item in page.items where try !own.contains(item.text(ItemKey.partitionName)) { return true }
                    start = page.next
                } while start != nil
            }
            return false
        }
    }

    // MARK: - How far a move is

    package func moveState() async throws -> MoveState? {
        try await store.reading { try await Self.moveState(reader) }
    }

    static func moveState(_ reader: TableReader) async throws -> MoveState? {
        guard let row = try await reader.row(moveRow) else { return nil }
        return try MoveState(encoded: Array(try row.text("state").utf8))
    }

    package func save(_ state: MoveState) async throws {
        try await store.reading {
            var item: Item = [:]
            item.set("state", String(decoding: try state.encoded(), as: UTF8.self))
            try await put(item, Self.moveRow)
        }
    }

    private func put(_ item: Item, _ key: RowKey) async throws {
        let table = reader.prefix + key.table.rawValue
        try await reader.client.put(item.named(CommitName.once()).with(key), in: table)
    }

    // MARK: - Tenants

    /// Whatever is written is written for a tenant that has a name, or for the one that needs none.
    package func tenants() async throws -> [TenantID] {
        try await store.reading {
            var names: Set<String> = [TenantID.default.value]
            for row in try await reader.range(store.whole(AccessRows.tenants)) {
                names.insert(try row.row.item.text("tenantId"))
            }
            let rosters = PartitionKey(table: .channels, partition: ChannelKeys.rosters)
            for row in try await reader.range(store.whole(rosters)) { names.insert(row.key.sort) }
            return names.sorted { StepRows.precedes($0, $1) }.map(TenantID.init(stored:))
        }
    }
}
