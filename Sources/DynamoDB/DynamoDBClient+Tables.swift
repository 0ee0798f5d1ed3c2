import JSONPull

/// A table as it is to be made: text keys `pk` and `sk`, paid by request.
package struct TableDefinition: Sendable, Equatable {
    package struct Index: Sendable, Equatable {
        package let name: String
        package let partition: String
        package let sort: String

        package init(name: String, partition: String, sort: String) {
            self.name = name
            self.partition = partition
            self.sort = sort
        }
    }

    package let name: String
    package let indexes: [Index]
    /// The attribute by which rows end, in seconds since 1970.
    package let timeToLive: String?

    package init(name: String, indexes: [Index] = [], timeToLive: String? = nil) {
        self.name = name
        self.indexes = indexes
        self.timeToLive = timeToLive
    }
}

/// A table as it stands.
package struct TableState: Sendable, Equatable {
    package var status = ""
    package var keys: [String] = []
    /// By name: the status.
    package var indexes: [String: String] = [:]

    package var isActive: Bool { status == "ACTIVE" && indexes.values.allSatisfy { $0 == "ACTIVE" } }
}

extension DynamoDBClient {
    /// Throws `DynamoDBError.inUse` when it is there already.
    package func createTable(_ table: TableDefinition) async throws {
        let attributes = Set(
            [ItemKey.partitionName, ItemKey.sortName] + table.indexes.flatMap { [$0.partition, $0.sort] }
        )
        _ = try await call("CreateTable") { writer in
            writer.tableName(table.name)
            writer.key("BillingMode")
            writer.string("PAY_PER_REQUEST")
            writer.key("AttributeDefinitions")
            writer.array { writer in
                for name in attributes.sorted() {
                    writer.object { writer in
                        writer.key("AttributeName")
                        writer.string(name)
                        writer.key("AttributeType")
                        writer.string("S")
                    }
                }
            }
            writer.keySchema(ItemKey.partitionName, ItemKey.sortName)
            if !table.indexes.isEmpty {
                writer.key("GlobalSecondaryIndexes")
                writer.array { writer in
                    for index in table.indexes {
                        writer.object { writer in
                            writer.key("IndexName")
                            writer.string(index.name)
                            writer.keySchema(index.partition, index.sort)
                            writer.key("Projection")
                            writer.object { writer in
                                writer.key("ProjectionType")
                                writer.string("ALL")
                            }
                        }
                    }
                }
            }
        }
    }

    /// Nil when there is none.
    package func describeTable(_ name: String) async throws -> TableState? {
        let body: [UInt8]
        do {
            body = try await call("DescribeTable") { $0.tableName(name) }
        } catch DynamoDBError.notFound {
            return nil
        }
        var state = TableState()
        try read("DescribeTable", body) { key, reader in
            if key == "Table" { try Self.readTable(&reader, &state) }
        }
        return state
    }

    private static func readTable(_ reader: inout JSONReader, _ state: inout TableState) throws {
        try reader.readObject { key, reader in
            if key == "TableStatus" {
                state.status = try reader.readString()
            } else if key == "KeySchema" {
                try reader.readArray { reader in
                    try reader.readObject { key, reader in
                        if key == "AttributeName" { state.keys.append(try reader.readString()) }
                    }
                }
            } else if key == "GlobalSecondaryIndexes", try !reader.readNull() {
                try reader.readArray { reader in
                    var (name, status) = ("", "")
                    try reader.readObject { key, reader in
                        if key == "IndexName" {
                            name = try reader.readString()
                        } else if key == "IndexStatus" {
                            status = try reader.readString()
                        }
                    }
                    state.indexes[name] = status
                }
            }
        }
    }

    package func deleteTable(_ name: String) async throws {
        _ = try await call("DeleteTable") { $0.tableName(name) }
    }

    /// Whether rows end by this attribute.
    package func endsRows(of table: String, by attribute: String) async throws -> Bool {
        let body = try await call("DescribeTimeToLive") { $0.tableName(table) }
        var (status, name) = ("", "")
        try read("DescribeTimeToLive", body) { key, reader in
            guard key == "TimeToLiveDescription" else { return }
            try reader.readObject { key, reader in
                if key == "TimeToLiveStatus" {
                    status = try reader.readString()
                } else if key == "AttributeName" {
                    name = try reader.readString()
                }
            }
        }
        return ["ENABLED", "ENABLING"].contains(status) && name == attribute
    }

    package func endRows(of table: String, by attribute: String) async throws {
        _ = try await call("UpdateTimeToLive") { writer in
            writer.tableName(table)
            writer.key("TimeToLiveSpecification")
            writer.object { writer in
                writer.key("AttributeName")
                writer.string(attribute)
                writer.key("Enabled")
                writer.bool(true)
            }
        }
    }

    package func hasPointInTimeRecovery(_ table: String) async throws -> Bool {
        let body = try await call("DescribeContinuousBackups") { $0.tableName(table) }
        var status = ""
        try read("DescribeContinuousBackups", body) { key, reader in
            guard key == "ContinuousBackupsDescription" else { return }
            try reader.readObject { key, reader in
                guard key == "PointInTimeRecoveryDescription" else { return }
                try reader.readObject { key, reader in
                    if key == "PointInTimeRecoveryStatus" { status = try reader.readString() }
                }
            }
        }
        return status == "ENABLED"
    }

    package func enablePointInTimeRecovery(_ table: String) async throws {
        _ = try await call("UpdateContinuousBackups") { writer in
            writer.tableName(table)
            writer.key("PointInTimeRecoverySpecification")
            writer.object { writer in
                writer.key("PointInTimeRecoveryEnabled")
                writer.bool(true)
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func tableName(_ name: String) {
        key("TableName")
        string(name)
    }

    fileprivate mutating func keySchema(_ partition: String, _ sort: String) {
        key("KeySchema")
        array { writer in
            for (name, type) in [(partition, "HASH"), (sort, "RANGE")] {
                writer.object { writer in
                    writer.key("AttributeName")
                    writer.string(name)
                    writer.key("KeyType")
                    writer.string(type)
                }
            }
        }
    }
}
