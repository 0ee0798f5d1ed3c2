import JSONPull

/// Items of one partition, in the order of their sort key.
package struct ItemQuery: Sendable {
    package var table: String
    /// Nil reads the table itself, consistently; an index is a moment behind.
    package var index: String?
    package var partitionName: String
    package var partition: String
    package var sortName: String
    /// Both ends included.
    package var range: ClosedRange<String>?
    package var isDescending: Bool
    package var limit: Int?
    package var countsOnly: Bool
    /// Answers items without this attribute, or with it. Others are read all the same, and count as scanned.
    package var filter: Filter?

    package enum Filter: Sendable {
        case without(String)
        case with(String)

        var attribute: String {
            switch self {
            case .without(let name), .with(let name): name
            }
        }

        /// `#f` stands for the attribute.
        var text: String {
            switch self {
            case .without: "attribute_not_exists(#f)"
            case .with: "attribute_exists(#f)"
            }
        }
    }

    package init(
        table: String,
        index: String? = nil,
        partitionName: String = ItemKey.partitionName,
        partition: String,
        sortName: String = ItemKey.sortName,
        range: ClosedRange<String>? = nil,
        isDescending: Bool = false,
        limit: Int? = nil,
        countsOnly: Bool = false
    ) {
        self.table = table
        self.index = index
        self.partitionName = partitionName
        self.partition = partition
        self.sortName = sortName
        self.range = range
        self.isDescending = isDescending
        self.limit = limit
        self.countsOnly = countsOnly
    }
}

package struct ItemPage: Sendable {
    package var items: [Item] = []
    package var count = 0
    /// Those that the filter kept back included.
    package var scanned = 0
    /// Where the next page begins; nil on the last one.
    package var next: Item?
}

extension DynamoDBClient {
    package func query(_ query: ItemQuery, from start: Item? = nil) async throws -> ItemPage {
        var condition = "#p = :p"
        var names = ["#p": query.partitionName]
        var values: [String: AttributeValue] = [":p": .string(query.partition)]
        if let range = query.range {
            condition += " AND #s BETWEEN :a AND :z"
            names["#s"] = query.sortName
            values[":a"] = .string(range.lowerBound)
            values[":z"] = .string(range.upperBound)
        }
        if let filter = query.filter { names["#f"] = filter.attribute }
        let expression = Expression(condition, names: names, values: values)
        let body = try await call("Query") { writer in
            writer.returnCapacity()
            writer.key("TableName")
            writer.string(query.table)
            if let index = query.index {
                writer.key("IndexName")
                writer.string(index)
            } else {
                writer.key("ConsistentRead")
                writer.bool(true)
            }
            writer.key("KeyConditionExpression")
            writer.string(expression.text)
            if let filter = query.filter {
                writer.key("FilterExpression")
                writer.string(filter.text)
            }
            expression.writeNamesAndValues(&writer)
            writer.key("ScanIndexForward")
            writer.bool(!query.isDescending)
            if let limit = query.limit {
                writer.key("Limit")
                writer.integer(limit)
            }
            if query.countsOnly {
                writer.key("Select")
                writer.string("COUNT")
            }
            if let start {
                writer.key("ExclusiveStartKey")
                writer.item(start)
            }
        }
        return try page("Query", body)
    }

    /// The next items of a whole table, in no order that means anything, of those whose partition contains `text`: for
    /// work that no caller waits for. `limit` counts items that are looked at.
    package func scan(
        _ table: String,
        partitionContaining text: String? = nil,
        limit: Int? = nil,
        from start: Item? = nil
    ) async throws -> ItemPage {
        let filter = text.map {
            Expression("contains(#p, :t)", names: ["#p": ItemKey.partitionName], values: [":t": .string($0)])
        }
        let body = try await call("Scan") { writer in
            writer.returnCapacity()
            writer.key("TableName")
            writer.string(table)
            writer.key("ConsistentRead")
            writer.bool(true)
            if let filter {
                writer.key("FilterExpression")
                writer.string(filter.text)
                filter.writeNamesAndValues(&writer)
            }
            if let limit {
                writer.key("Limit")
                writer.integer(limit)
            }
            if let start {
                writer.key("ExclusiveStartKey")
                writer.item(start)
            }
        }
        return try page("Scan", body)
    }

    private func page(_ operation: String, _ body: [UInt8]) throws -> ItemPage {
        var page = ItemPage()
        try read(operation, body) { key, reader in
            if key == "Items" {
                page.items = try reader.readItems()
            } else if key == "Count" {
                page.count = Int(try reader.readInt64())
            } else if key == "ScannedCount" {
                page.scanned = Int(try reader.readInt64())
            } else if key == "LastEvaluatedKey" {
                page.next = try reader.readNull() ? nil : reader.readItem()
            }
        }
        return page
    }
}
