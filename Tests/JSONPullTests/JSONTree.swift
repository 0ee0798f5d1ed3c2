import Foundation
import JSONPull

/// A whole document, read with `JSONReader`: what the tests compare with other parsers.
indirect enum JSONTree: Equatable {
    case object([String: JSONTree])
    case array([JSONTree])
    case string(String)
    /// As written.
    case number(String)
    case bool(Bool)
    case null

    init(_ bytes: [UInt8]) throws {
        self = try JSONReader.read(bytes) { reader in try JSONTree(&reader) }
    }

    init(_ text: String) throws {
        try self.init(Array(text.utf8))
    }

    private init(_ reader: inout JSONReader) throws {
        switch try reader.peekKind() {
        case .object:
            var members: [String: JSONTree] = [:]
            try reader.readObject { key, reader in members[key.text] = try JSONTree(&reader) }
            self = .object(members)
        case .array:
            var elements: [JSONTree] = []
            try reader.readArray { reader in elements.append(try JSONTree(&reader)) }
            self = .array(elements)
        case .string: self = .string(try reader.readString())
        case .number: self = .number(try reader.readNumberText())
        case .bool: self = .bool(try reader.readBool())
        case .null: self = try reader.readNull() ? .null : .string("a null that is none")
        }
    }

    /// Whether a number in it is beyond `Double`: JSON all the same, but JSONSerialization refuses it.
    var hasHugeNumber: Bool {
        switch self {
        case .object(let members): members.values.contains(where: \.hasHugeNumber)
        case .array(let elements): elements.contains(where: \.hasHugeNumber)
        case .number(let text): Double(text)?.isFinite != true
        case .string, .bool, .null: false
        }
    }

    /// Whether `other`, as JSONSerialization makes it, is the same document. Strings are compared scalar by scalar.
    func isSame(as other: Any) -> Bool {
        switch self {
        case .object(let members):
            guard let others = other as? [String: Any], others.count == members.count else { return false }
            return members.allSatisfy { name, value in others[name].map { value.isSame(as: $0) } ?? false }
        case .array(let elements):
            guard let others = other as? [Any], others.count == elements.count else { return false }
            return zip(elements, others).allSatisfy { $0.isSame(as: $1) }
        case .string(let text):
            return (other as? String).map { $0.utf8.elementsEqual(text.utf8) } ?? false
        case .number(let text):
            guard let number = other as? NSNumber else { return false }
            if let value = Int64(text) { return number.int64Value == value }
            // JSONSerialization goes by way of Decimal and may end one place off in the last bit.
            guard let value = Double(text) else { return false }
            return abs(number.doubleValue - value) <= value.ulp
        case .bool(let value): return other as? Bool == value
        case .null: return other is NSNull
        }
    }
}

/// What JSONSerialization makes of the document; nil if it refuses it.
func foundationTree(_ bytes: [UInt8]) -> Any? {
    // Its refusal is the answer; why it refuses is not asked.
    try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
}

/// Fixture documents by file name.
func fixtures() throws -> [(name: String, bytes: [UInt8])] {
    guard let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil) else { return [] }
    return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        .filter { $0.pathExtension == "json" }
        .map { ($0.lastPathComponent, [UInt8](try Data(contentsOf: $0))) }
}
