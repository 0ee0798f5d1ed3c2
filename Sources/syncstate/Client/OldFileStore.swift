import Foundation
import Inventory

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
        let upload = try FileUpload(path: path)
        guard (upload.byteCount ?? 0) <= Self.maximumBytes else {
            throw CommandFailure("\(path) is over \(Self.maximumBytes >> 20) MiB; is it the old store's file?")
        }
        let content: Data
        do {
            content = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw CommandFailure("\(path) cannot be read: \(error.localizedDescription)")
        }
        try self.init(content, name: path)
    }

    init(_ content: Data, name: String) throws {
        let file: File
        do {
            file = try JSONDecoder().decode(File.self, from: content)
        } catch {
            throw CommandFailure("\(name) is not the old store's file, {\"physical\": {sku: n}, \"buffer\": {sku: n}}")
        }
        let (physical, buffer) = (file.physical, file.buffer ?? [:])
        var problems: [String] = []
        let rows = physical.keys.sorted().compactMap { sku -> Row? in
            do {
                return Row(
                    sku: try SKU(sku).value,
                    physical: try Self.units(physical[sku], "physical", atLeast: -Quantity.limit),
                    buffer: try buffer[sku].map { try Self.units($0, "buffer", atLeast: 0) }
                )
            } catch {
                problems.append("\(sku): \(error)")
                return nil
            }
        }
        for sku in buffer.keys.sorted() where physical[sku] == nil {
            problems.append("\(sku): buffer has it and physical has not; add its count or take it out")
        }
        for (sku, same) in Dictionary(grouping: rows, by: \.sku) where same.count > 1 {
            problems.append("\(sku): two names in the file are this SKU after normalisation")
        }
        guard problems.isEmpty else {
            let more = problems.count - Self.namedProblems
            let named = problems.prefix(Self.namedProblems).joined(separator: "\n  ")
            throw CommandFailure("\(name) was not taken over:\n  \(named)\(more > 0 ? "\n  and \(more) more" : "")")
        }
        self.rows = rows
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

    private struct File: Decodable {
        let physical: [String: Units]
        let buffer: [String: Units]?
    }

    private struct Units: Decodable {
        /// Nil for what is no whole number, which is named with the others.
        let value: Int64?

        init(from decoder: any Decoder) throws {
            value = try? decoder.singleValueContainer().decode(Int64.self)
        }
    }

    private static func units(_ units: Units?, _ field: String, atLeast minimum: Int64) throws -> Int64 {
        guard let value = units?.value else { throw InvalidValue(field: field, message: "must be a whole number") }
        return try Quantity.checked(value, atLeast: minimum, field: field)
    }
}
