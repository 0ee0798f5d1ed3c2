import Foundation

/// JSON that can be taken apart: to break one value of a body and leave the rest.
indirect enum JSONTree: Codable, Equatable, Sendable {
    case object([String: JSONTree])
    case array([JSONTree])
    case string(String)
    case integer(Int64)
    case fraction(Double)
    case bool(Bool)
    case null

    init(_ bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(JSONTree.self, from: Data(bytes))
    }

    var bytes: [UInt8] {
        get throws { try Array(JSONEncoder().encode(self)) }
    }

    /// The tree with what is at `path` replaced, or left out if nil.
    func replacing(_ path: [JSONStep], by value: JSONTree?) -> JSONTree {
        guard let step = path.first else { return value ?? .null }
        switch (self, step) {
        case (.object(var members), .member(let name)):
            if path.count == 1 {
                members[name] = value
            } else {
                members[name] = members[name]?.replacing(Array(path.dropFirst()), by: value)
            }
            return .object(members)
        case (.array(var elements), .element(let index)):
            elements[index] = elements[index].replacing(Array(path.dropFirst()), by: value)
            return .array(elements)
        default:
            preconditionFailure("no such path in this body: \(path)")
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // A value that is not of one kind is tried as the next.
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .fraction(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONTree].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONTree].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .object(let members): try container.encode(members)
        case .array(let elements): try container.encode(elements)
        case .string(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .fraction(let value): try container.encode(value)
        case .bool(let value): try container.encode(value)
        case .null: try container.encodeNil()
        }
    }
}

enum JSONStep: Equatable {
    case member(String)
    case element(Int)

    /// `line_items[0].sku` in steps.
    static func path(_ text: String) -> [JSONStep] {
        text.split(separator: ".").flatMap { part -> [JSONStep] in
            let pieces = part.split(separator: "[")
            return [.member(String(pieces[0]))]
                + pieces.dropFirst().map { .element(Int($0.dropLast()) ?? -1) }
        }
    }
}
