import JSONPull

/// One table's key: every table here has a text for its partition and a text for its order in it.
package struct ItemKey: Hashable, Sendable {
    package let table: String
    package let partition: String
    package let sort: String

    package init(table: String, partition: String, sort: String) {
        self.table = table
        self.partition = partition
        self.sort = sort
    }

    package static let partitionName = "pk"
    package static let sortName = "sk"

    var attributes: Item { [Self.partitionName: .string(partition), Self.sortName: .string(sort)] }
}

/// A condition or another expression with its names and values.
package struct Expression: Sendable, Equatable {
    package let text: String
    package let names: [String: String]
    package let values: [String: AttributeValue]

    package init(_ text: String, names: [String: String] = [:], values: [String: AttributeValue] = [:]) {
        self.text = text
        self.names = names
        self.values = values
    }

    func writeNamesAndValues(_ writer: inout JSONWriter) {
        if !names.isEmpty {
            writer.key("ExpressionAttributeNames")
            writer.object { writer in
                for (name, attribute) in names {
                    writer.key(name)
                    writer.string(attribute)
                }
            }
        }
        if !values.isEmpty {
            writer.key("ExpressionAttributeValues")
            writer.item(values)
        }
    }
}

extension DynamoDBClient {
    /// Reads at most 100 items, each as it stands after every write that was answered before.
    package func batchGet(_ keys: [ItemKey]) async throws -> [(table: String, item: Item)] {
        var found: [(table: String, item: Item)] = []
        var rest = Dictionary(grouping: keys, by: \.table).mapValues { $0.map(\.attributes) }
        var attempt = 1
        while !rest.isEmpty {
            let asked = rest
            rest = [:]
            let body = try await call("BatchGetItem") { writer in
                writer.returnCapacity()
                writer.key("RequestItems")
                writer.object { writer in
                    for (table, keys) in asked {
                        writer.key(table)
                        writer.object { writer in
                            writer.key("ConsistentRead")
                            writer.bool(true)
                            writer.key("Keys")
                            writer.array { writer in for key in keys { writer.item(key) } }
                        }
                    }
                }
            }
            try read("BatchGetItem", body) { key, reader in
                if key == "Responses" {
                    try reader.readObject { table, reader in
                        let table = table.text
                        for item in try reader.readItems() { found.append((table, item)) }
                    }
                } else if key == "UnprocessedKeys" {
                    try reader.readObject { table, reader in
                        let table = table.text
                        try reader.readObject { key, reader in
                            if key == "Keys" { rest[table] = try reader.readItems() }
                        }
                    }
                }
            }
            if !rest.isEmpty { try await pauseForRest("BatchGetItem", &attempt) }
        }
        return found
    }

    package func put(_ item: Item, in table: String) async throws {
        let body = try await call("PutItem") { writer in
            writer.returnCapacity()
            writer.key("TableName")
            writer.string(table)
            writer.key("Item")
            writer.item(item)
        }
        try read("PutItem", body) { _, _ in }
    }

    /// Deletes at most 25 items, there or not.
    package func batchDelete(_ keys: [ItemKey]) async throws {
        try await batchWrite(.delete, Dictionary(grouping: keys, by: \.table).mapValues { $0.map(\.attributes) })
    }

    /// Writes at most 25 items over whatever is there.
    package func batchPut(_ items: [(table: String, item: Item)]) async throws {
        try await batchWrite(.put, Dictionary(grouping: items, by: \.table).mapValues { $0.map(\.item) })
    }

    private enum BatchRequest: String {
        case put = "PutRequest"
        case delete = "DeleteRequest"

        /// The member that names the item.
        var member: String { self == .put ? "Item" : "Key" }
    }

    /// Whatever is left undone is sent again.
    private func batchWrite(_ request: BatchRequest, _ items: [String: [Item]]) async throws {
        var rest = items
        var attempt = 1
        while !rest.isEmpty {
            let asked = rest
            rest = [:]
            let body = try await call("BatchWriteItem") { writer in
                writer.returnCapacity()
                writer.key("RequestItems")
                writer.object { writer in
                    for (table, items) in asked {
                        writer.key(table)
                        writer.array { writer in for item in items { Self.write(request, item, &writer) } }
                    }
                }
            }
            try read("BatchWriteItem", body) { key, reader in
                guard key == "UnprocessedItems" else { return }
                try reader.readObject { table, reader in
                    let table = table.text
                    try reader.readArray { reader in
                        try reader.readObject { key, reader in
                            guard key.text == request.rawValue else { return }
                            try reader.readObject { key, reader in
                                guard key.text == request.member else { return }
                                rest[table, default: []].append(try reader.readItem())
                            }
                        }
                    }
                }
            }
            if !rest.isEmpty { try await pauseForRest("BatchWriteItem", &attempt) }
        }
    }

    private static func write(_ request: BatchRequest, _ item: Item, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.key(request.rawValue)
            writer.object { writer in
                writer.key(request.member)
                writer.item(item)
            }
        }
    }

    /// A batch that was carried out in part is a table that is throttled.
    private func pauseForRest(_ operation: String, _ attempt: inout Int) async throws {
        try await pause(operation, attempt)
        attempt += 1
    }
}
