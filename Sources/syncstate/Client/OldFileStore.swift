import Foundation
import Inventory
import JSONPull

/// The JSON file that earlier installations kept their counts in: `{"physical":{sku:n},"buffer":{sku:n}}`.
struct OldFileStore {
    struct Row: Encodable, Equatable {
        let sku: String
        let physical: Int64
        let buffer: Int64?
    }

    /// In order of SKU.
    let rows: [Row]

    private static let maximumBytes = 256 << 20
    private static let namedProblems = 20

    /// Throws `CommandFailure` that names what is wrong with the file.
    init(path: String) throws {
        let content = try FileUpload(path: path).contents(upTo: Self.maximumBytes + 1)
        guard content.count <= Self.maximumBytes else {
            throw CommandFailure("\(path) is over \(Self.maximumBytes >> 20) MiB; is it the old store's file?")
        }
        try self.init(content, name: path)
    }

    init(_ content: [UInt8], name: String) throws {
        let file: File
        do {
            file = try JSONReader.read(content) { reader in try File(&reader) }
        } catch {
            throw CommandFailure(
                "\(name) is not the old store's file, {\"physical\": {sku: n}, \"buffer\": {sku: n}}: \(error)"
            )
        }
        var problems: [String] = []
        let physical = Self.units(file.physical, "physical", atLeast: -Quantity.limit, &problems)
        let buffer = Self.units(file.buffer, "buffer", atLeast: 0, &problems)
        for sku in buffer.keys.sorted() where physical[sku] == nil {
            problems.append("\(sku): buffer has it and physical has not; add its count or take it out")
        }
        guard problems.isEmpty else {
            let more = problems.count - Self.namedProblems
            let named = problems.prefix(Self.namedProblems).joined(separator: "\n  ")
            throw CommandFailure("\(name) was not taken over:\n  \(named)\(more > 0 ? "\n  and \(more) more" : "")")
        }
        rows = physical.sorted { $0.key < $1.key }.map { sku, units in
            Row(sku: sku.value, physical: units, buffer: buffer[sku])
        }
    }

    /// The same rows as a table.
    func ndjson() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        var table: [UInt8] = []
        for row in rows {
            table += try encoder.encode(row)
            table.append(UInt8(ascii: "\n"))
        }
        return table
    }

    /// The members of one object in their order; nil for a value that is no whole number.
    private typealias Members = [(name: String, units: Int64?)]

    private struct File {
        var physical: Members
        var buffer: Members = []

        init(_ reader: inout JSONReader) throws {
            var physical: Members?
            var buffer: Members = []
            let start = reader.offset
            try reader.readObject { key, reader in
                if key == "physical" {
                    physical = try Self.members(&reader)
                } else if key == "buffer", try reader.peekKind() != .null {
                    buffer = try Self.members(&reader)
                } else {
                    try reader.skipValue()
                }
            }
            guard let physical else { throw reader.missing("physical", inValueAt: start) }
            self.physical = physical
            self.buffer = buffer
        }

        private static func members(_ reader: inout JSONReader) throws -> Members {
            var members: Members = []
            try reader.readObject { key, reader in
                let name = key.text
                guard try reader.peekKind() == .number else {
                    try reader.skipValue()
                    return members.append((name, nil))
                }
                members.append((name, Int64(try reader.readNumberText())))
            }
            return members
        }
    }

    /// The units by SKU; what is wrong with a member goes to `problems`.
    private static func units(
        _ members: Members,
        _ field: String,
        atLeast minimum: Int64,
        _ problems: inout [String]
    ) -> [SKU: Int64] {
        var units: [SKU: Int64] = [:]
        for member in members {
            do {
                guard let value = member.units else {
                    throw InvalidValue(field: field, message: "must be a whole number")
                }
                let sku = try SKU(member.name)
                guard units[sku] == nil else { throw InvalidValue(field: field, message: "has it twice") }
                units[sku] = try Quantity.checked(value, atLeast: minimum, field: field)
            } catch {
                problems.append("\(member.name): \(error)")
            }
        }
        return units
    }
}
