import DynamoDB
import JSONPull

/// The members of a request that the operations here know. A member that is not known is refused, so that nothing is asked
/// for and silently left out.
struct StandInRequest {
    struct Write {
        enum Kind: String {
            case put = "Put"
            case update = "Update"
            case delete = "Delete"
            case check = "ConditionCheck"
        }

        var kind = Kind.put
        var table = ""
        /// The item of a put, else its key.
        var item: Item = [:]
        var condition: String?
        var update: String?
        var placeholders = Placeholders()
        var returnsOld = false
    }

    var table = ""
    var item: Item = [:]
    var writes: [Write] = []
    /// By table.
    var reads: [(table: String, keys: [Item])] = []
    var index: String?
    var keyCondition: String?
    /// Leaves rows out of a page that was read and paid for.
    var filter: String?
    var placeholders = Placeholders()
    var isForward = true
    var limit: Int?
    var countsOnly = false
    var start: Item?
    var indexes: [StandInTable.Index] = []
    var timeToLive: String?

    init(_ body: [UInt8], operation: String) throws {
        do {
            try JSONReader.read(body) { reader in
                try reader.readObject { key, reader in
                    let name = key.text
                    do {
                        try read(name, &reader, operation)
                    } catch is Unknown {
                        throw StandInFailure.invalid("this stand-in does not know \(name) of \(operation)")
                    }
                }
            }
        } catch let error as JSONError {
            throw StandInFailure(type: "SerializationException", message: "\(error)")
        } catch is DynamoDBError {
            throw StandInFailure(type: "SerializationException", message: "a value has no type that is known here")
        }
    }

    private struct Unknown: Error {}

    private mutating func read(_ name: String, _ reader: inout JSONReader, _ operation: String) throws {
        switch name {
        case "TableName": table = try reader.readString()
        case "Item": item = try reader.readItem()
        case "TransactItems": try reader.readArray { writes.append(try Self.write(&$0)) }
        case "RequestItems" where operation == "BatchGetItem":
            try reader.readObject { table, reader in reads.append((table.text, try Self.keys(&reader))) }
        case "RequestItems":
            try reader.readObject { table, reader in
                let table = table.text
                try reader.readArray { writes.append(try Self.delete(&$0, table)) }
            }
        case "IndexName": index = try reader.readString()
        case "KeyConditionExpression": keyCondition = try reader.readString()
        case "FilterExpression": filter = try reader.readString()
        case "ExpressionAttributeNames": placeholders.names = try Self.names(&reader)
        case "ExpressionAttributeValues": placeholders.values = try reader.readItem()
        case "ScanIndexForward": isForward = try reader.readBool()
        case "Limit": limit = Int(try reader.readInt64())
        case "Select": countsOnly = try reader.readString() == "COUNT"
        case "ExclusiveStartKey": start = try reader.readItem()
        case "GlobalSecondaryIndexes": try reader.readArray { indexes.append(try Self.index(&$0)) }
        case "TimeToLiveSpecification":
            try reader.readObject { key, reader in
                if key == "AttributeName" { timeToLive = try reader.readString() } else { try reader.skipValue() }
            }
        case "ConsistentRead", "ReturnConsumedCapacity", "ClientRequestToken", "BillingMode", "AttributeDefinitions",
            "KeySchema", "PointInTimeRecoverySpecification":
            // Every read is consistent here and capacity is always told. A token is forgotten at once, which is harder on
            // a client than DynamoDB is.
            try reader.skipValue()
        default: throw Unknown()
        }
    }

    private static func write(_ reader: inout JSONReader) throws -> Write {
        var write = Write()
        try reader.readObject { key, reader in
            guard let kind = Write.Kind(rawValue: key.text) else { throw Unknown() }
            write.kind = kind
            try reader.readObject { key, reader in
                if key == "Item" || key == "Key" {
                    write.item = try reader.readItem()
                } else if key == "TableName" {
                    write.table = try reader.readString()
                } else if key == "ConditionExpression" {
                    write.condition = try reader.readString()
                } else if key == "UpdateExpression" {
                    write.update = try reader.readString()
                } else if key == "ExpressionAttributeNames" {
                    write.placeholders.names = try names(&reader)
                } else if key == "ExpressionAttributeValues" {
                    write.placeholders.values = try reader.readItem()
                } else if key == "ReturnValuesOnConditionCheckFailure" {
                    write.returnsOld = try reader.readString() == "ALL_OLD"
                } else {
                    throw Unknown()
                }
            }
        }
        return write
    }

    private static func delete(_ reader: inout JSONReader, _ table: String) throws -> Write {
        var write = Write(kind: .delete, table: table)
        try reader.readObject { key, reader in
            guard key == "DeleteRequest" else { throw Unknown() }
            try reader.readObject { key, reader in
                guard key == "Key" else { throw Unknown() }
                write.item = try reader.readItem()
            }
        }
        return write
    }

    private static func keys(_ reader: inout JSONReader) throws -> [Item] {
        var keys: [Item] = []
        try reader.readObject { key, reader in
            if key == "Keys" {
                try reader.readArray { keys.append(try $0.readItem()) }
            } else if key == "ConsistentRead" {
                try reader.skipValue()
            } else {
                throw Unknown()
            }
        }
        return keys
    }

    private static func names(_ reader: inout JSONReader) throws -> [String: String] {
        var names: [String: String] = [:]
        try reader.readObject { key, reader in names[key.text] = try reader.readString() }
        return names
    }

    private static func index(_ reader: inout JSONReader) throws -> StandInTable.Index {
        var name = ""
        var keys: [String] = []
        try reader.readObject { key, reader in
            if key == "IndexName" {
                name = try reader.readString()
            } else if key == "KeySchema" {
                try reader.readArray { reader in
                    try reader.readObject { key, reader in
                        if key == "AttributeName" {
                            keys.append(try reader.readString())
                        } else {
                            try reader.skipValue()
                        }
                    }
                }
            } else {
                try reader.skipValue()
            }
        }
        guard keys.count == 2 else { throw StandInFailure.invalid("an index here has two keys") }
        return StandInTable.Index(name: name, partition: keys[0], sort: keys[1])
    }
}
