import JSONPull

/// A parsed JSON text. Numbers keep the digits they were written with: a count or an id is never a double.
enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Reads one document. Throws `JSONError`, also for a name that stands twice in one object: two readers of such a
    /// request could take it for two different ones.
    init(parsing bytes: [UInt8]) throws {
        self = try JSONReader.read(bytes, depthLimit: Self.depthLimit) { try JSONValue(&$0) }
    }

    private static let depthLimit = 32

    private init(_ reader: inout JSONReader) throws {
        switch try reader.peekKind() {
        case .null:
            _ = try reader.readNull()
            self = .null
        case .bool: self = .bool(try reader.readBool())
        case .number: self = .number(try reader.readNumberText())
        case .string: self = .string(try reader.readString())
        case .array:
            var elements: [JSONValue] = []
            try reader.readArray { elements.append(try JSONValue(&$0)) }
            self = .array(elements)
        case .object:
            var members: [String: JSONValue] = [:]
            try reader.readObject { key, reader in
                let start = reader.offset
                guard members.updateValue(try JSONValue(&reader), forKey: key.text) == nil else {
                    throw reader.unacceptable("stands twice in one object", valueAt: start)
                }
            }
            self = .object(members)
        }
    }

    /// How a message names what is there.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
