package import JSONPull
import Signing

extension AttributeValue {
    package func write(_ writer: inout JSONWriter) {
        writer.object { writer in
            switch self {
            case .string(let text):
                writer.key("S")
                writer.string(text)
            case .number(let text):
                writer.key("N")
                writer.string(text)
            case .bytes(let bytes):
                writer.key("B")
                writer.string(Base64.encode(bytes))
            case .bool(let value):
                writer.key("BOOL")
                writer.bool(value)
            case .null:
                writer.key("NULL")
                writer.bool(true)
            case .map(let members):
                writer.key("M")
                writer.item(members)
            case .list(let elements):
                writer.key("L")
                writer.array { writer in for element in elements { element.write(&writer) } }
            }
        }
    }

    /// Throws `JSONError`, and `DynamoDBError.invalidAnswer` for a value of a type that is not used here.
    package init(_ reader: inout JSONReader) throws {
        var value: AttributeValue?
        try reader.readObject { key, reader in
            if key == "S" {
                value = .string(try reader.readString())
            } else if key == "N" {
                value = .number(try reader.readString())
            } else if key == "B" {
                guard let bytes = Base64.decode(try reader.readString()) else {
                    throw DynamoDBError.invalidAnswer("a binary attribute is not base64")
                }
                value = .bytes(bytes)
            } else if key == "BOOL" {
                value = .bool(try reader.readBool())
            } else if key == "NULL" {
                value = .null
            } else if key == "M" {
                value = .map(try reader.readItem())
            } else if key == "L" {
                var elements: [AttributeValue] = []
                try reader.readArray { elements.append(try AttributeValue(&$0)) }
                value = .list(elements)
            }
        }
        guard let value else { throw DynamoDBError.invalidAnswer("an attribute has a type that is not known") }
        self = value
    }
}

extension JSONWriter {
    package mutating func item(_ item: Item) {
        object { writer in
            for (name, value) in item {
                writer.key(name)
                value.write(&writer)
            }
        }
    }
}

extension JSONReader {
    package mutating func readItem() throws -> Item {
        var item: Item = [:]
        try readObject { key, reader in item[key.text] = try AttributeValue(&reader) }
        return item
    }

    mutating func readItems() throws -> [Item] {
        var items: [Item] = []
        try readArray { items.append(try $0.readItem()) }
        return items
    }
}
