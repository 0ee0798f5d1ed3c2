import JSONPull

/// A JSON document as a tree that keeps the order of members: bodies look as their samples do.
enum JSONValue: Sendable, Hashable {
    struct Member: Sendable, Hashable {
        let name: String
        var value: JSONValue
    }

    case null
    case bool(Bool)
    case integer(Int64)
    /// A number with a fraction, as it is written.
    case decimal(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    init(_ bytes: [UInt8]) throws {
        self = try JSONReader.read(bytes) { try JSONValue(&$0) }
    }

    private init(_ reader: inout JSONReader) throws {
        switch try reader.peekKind() {
        case .null: self = try reader.readNull() ? .null : .null
        case .bool: self = .bool(try reader.readBool())
        case .string: self = .string(try reader.readString())
        case .number:
            let text = try reader.readNumberText()
            self = Int64(text).map(JSONValue.integer) ?? .decimal(text)
        case .array:
            var elements: [JSONValue] = []
            try reader.readArray { elements.append(try JSONValue(&$0)) }
            self = .array(elements)
        case .object:
            var members: [Member] = []
            try reader.readObject { key, reader in
                members.append(Member(name: key.text, value: try JSONValue(&reader)))
            }
            self = .object(members)
        }
    }

    var bytes: [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        write(to: &writer)
        return writer.bytes
    }

    private func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .integer(let value): writer.integer(value)
        case .decimal(let text): writer.raw(text.utf8)
        case .string(let value): writer.string(value)
        case .array(let elements):
            writer.array { writer in
                for element in elements { element.write(to: &writer) }
            }
        case .object(let members):
            writer.object { writer in
                for member in members {
                    writer.key(member.name)
                    member.value.write(to: &writer)
                }
            }
        }
    }
}

// Reading and changing.
extension JSONValue {
    /// Null where there is no such member. Setting adds it at the end.
    subscript(name: String) -> JSONValue {
        get {
            guard case .object(let members) = self else { return .null }
            return members.last { $0.name == name }?.value ?? .null
        }
        set {
            guard case .object(var members) = self else { return }
            if let index = members.lastIndex(where: { $0.name == name }) {
                members[index].value = newValue
            } else {
                members.append(Member(name: name, value: newValue))
            }
            self = .object(members)
        }
    }

    func has(_ name: String) -> Bool {
        guard case .object(let members) = self else { return false }
        return members.contains { $0.name == name }
    }

    /// The same with the members of each object in the order of their names: what is equal in meaning is equal in this.
    var canonical: JSONValue {
        switch self {
        case .array(let elements):
            .array(elements.map(\.canonical))
        case .object(let members):
            .object(
                members.sorted { $0.name < $1.name }.map { Member(name: $0.name, value: $0.value.canonical) }
            )
        default:
            self
        }
    }

    var text: String? {
        if case .string(let value) = self { value } else { nil }
    }

    var number: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(members.map { Member(name: $0.0, value: $0.1) })
    }

    init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(nilLiteral: ()) { self = .null }
}
