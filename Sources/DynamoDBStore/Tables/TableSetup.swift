package import DynamoDB
package import Logging

/// Makes the tables of an installation, checks them and takes them away.
package struct TableSetup: Sendable {
    private let client: DynamoDBClient
    private let prefix: String
    private let logger: Logger

    private static let patience = Duration.seconds(120)
    private static let pause = Duration.milliseconds(500)

    package init(client: DynamoDBClient, prefix: String, logger: Logger) {
        self.client = client
        self.prefix = prefix
        self.logger = logger
    }

    private var definitions: [TableDefinition] { StoreTable.allCases.map { $0.definition(prefix: prefix) } }

    /// Makes what is missing and waits until all of it can be used. Answers the names of those that it made.
    ///
    /// Throws `TableProblem` for a table that is there in another form.
    @discardableResult
    package func create() async throws -> [String] {
        let made = try await withThrowingTaskGroup(of: String?.self) { group in
            for definition in definitions { group.addTask { try await create(definition) ? definition.name : nil } }
            return try await group.reduce(into: [String]()) { made, name in if let name { made.append(name) } }
        }
        if !made.isEmpty { logger.notice("Tables were made", metadata: ["tables": "\(made.sorted())"]) }
        return made.sorted()
    }

    /// What is wrong with the tables, a line for each; empty when all is well.
    package func verify() async throws -> [String] {
        var problems: [String] = []
        for definition in definitions {
            guard let state = try await client.describeTable(definition.name) else {
                problems.append("the table \(definition.name) is missing")
                continue
            }
            if let problem = Self.problem(definition, state) { problems.append(problem) }
            if !state.isActive { problems.append("the table \(definition.name) is not active: \(state.status)") }
            if let attribute = definition.timeToLive,
                try await !client.endsRows(of: definition.name, by: attribute)
            {
                problems.append("the table \(definition.name) does not end its rows by \(attribute)")
            }
            if try await !client.hasPointInTimeRecovery(definition.name) {
                problems.append("the table \(definition.name) has no point-in-time recovery")
            }
        }
        return problems
    }

    /// Answers the names of those that were there.
    package func delete() async throws -> [String] {
        var deleted: [String] = []
        for definition in definitions {
            do {
                try await client.deleteTable(definition.name)
                deleted.append(definition.name)
            } catch DynamoDBError.notFound {
                continue
            }
        }
        return deleted
    }

    private func create(_ definition: TableDefinition) async throws -> Bool {
        if let state = try await client.describeTable(definition.name) {
            if let problem = Self.problem(definition, state) { throw TableProblem(problem) }
            if state.isActive { return false }
            try await waitUntilActive(definition)
            return false
        }
        do {
            try await client.createTable(definition)
        } catch DynamoDBError.inUse {
            // Another instance starts at the same time.
            try await waitUntilActive(definition)
            return false
        }
        try await waitUntilActive(definition)
        if let attribute = definition.timeToLive { try await client.endRows(of: definition.name, by: attribute) }
        try await enableRecovery(definition.name)
        return true
    }

    private func waitUntilActive(_ definition: TableDefinition) async throws {
        let end = ContinuousClock.now.advanced(by: Self.patience)
        while true {
            if let state = try await client.describeTable(definition.name), state.isActive { return }
            guard ContinuousClock.now < end else {
                throw TableProblem("the table \(definition.name) has not become active in \(Self.patience)")
            }
            try await Task.sleep(for: Self.pause)
        }
    }

    /// A table that has just been made may not have its backups ready yet.
    private func enableRecovery(_ table: String) async throws {
        let end = ContinuousClock.now.advanced(by: Self.patience)
        while true {
            do {
                return try await client.enablePointInTimeRecovery(table)
            } catch DynamoDBError.inUse where ContinuousClock.now < end {
                try await Task.sleep(for: Self.pause)
            }
        }
    }

    private static func problem(_ definition: TableDefinition, _ state: TableState) -> String? {
        guard state.keys == [ItemKey.partitionName, ItemKey.sortName] else {
            return "the table \(definition.name) has other keys: it belongs to another program, take another prefix"
        }
        let missing = definition.indexes.map(\.name).filter { state.indexes[$0] == nil }
        return missing.isEmpty ? nil : "the table \(definition.name) has no index \(missing.joined(separator: ", "))"
    }
}

/// A table that cannot be used as it is, and what to do.
package struct TableProblem: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
