import JSONPull

extension DynamoDBClient {
    /// Reads the members of an answer, and counts the capacity that it says it has used.
    func read(
        _ operation: String,
        _ body: [UInt8],
        _ member: (borrowing JSONKey, inout JSONReader) throws -> Void
    ) throws {
        do {
            try JSONReader.read(body) { reader in
                try reader.readObject { key, reader in
                    if key == "ConsumedCapacity" {
                        try Self.countCapacity(operation, &reader)
                    } else {
                        try member(key, &reader)
                    }
                }
            }
        } catch let error as JSONError {
            throw DynamoDBError.invalidAnswer("\(error)")
        }
    }

    private static func countCapacity(_ operation: String, _ reader: inout JSONReader) throws {
        var units = 0.0
        func add(_ reader: inout JSONReader) throws {
            try reader.readObject { key, reader in
                if key == "CapacityUnits" { units += Double(try reader.readNumberText()) ?? 0 }
            }
        }
        switch try reader.peekKind() {
        case .array: try reader.readArray { try add(&$0) }
        case .object: try add(&reader)
        default: return
        }
        DynamoDBMetrics.consumed(operation, units: units)
    }
}

extension JSONWriter {
    mutating func returnCapacity() {
        key("ReturnConsumedCapacity")
        string("TOTAL")
    }
}
