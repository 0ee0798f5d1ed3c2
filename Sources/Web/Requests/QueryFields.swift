import Inventory
import Sync

/// Reads the fields of a query and collects what is wrong with them, so that one answer names everything.
struct QueryFields {
    private var values: [String: String] = [:]
    private(set) var problems: [InvalidValue] = []

    private static let textLimit = 1024

    /// `query` as it stands behind the `?`. Of a field named twice the last one holds.
    init(_ query: Substring?) {
        guard let query else { return }
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let text = parts.count == 2 ? parts[1] : ""
            guard let name = parts[0].percentDecoded(plusIsSpace: true),
                let value = text.percentDecoded(plusIsSpace: true)
            else {
                problems.append(InvalidValue(field: String(parts[0]), message: "is not percent-encoded UTF-8"))
                continue
            }
            values[name] = value
        }
    }

    /// Throws all that was wrong with what was read.
    func check() throws {
        guard problems.isEmpty else { throw Failure.invalid(problems) }
    }

    /// An empty field counts as absent.
    mutating func text(_ name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        guard value.unicodeScalars.count <= Self.textLimit else {
            return complain(name, "must be at most \(Self.textLimit) characters long")
        }
        return value
    }

    mutating func flag(_ name: String) -> Bool? {
        switch text(name) {
        case nil: nil
        case "true", "1": true
        case "false", "0": false
        default: complain(name, "must be true or false")
        }
    }

    mutating func choice<Choice>(_ name: String, of type: Choice.Type = Choice.self) -> Choice?
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let text = text(name) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        return complain(name, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }

    mutating func sku(_ name: String = "sku") -> SKU? {
        read(name) { text throws(InvalidValue) in try SKU(text) }
    }

    mutating func channel(_ name: String = "channel") -> ChannelID? {
        read(name) { text throws(InvalidValue) in try ChannelID(text) }
    }

    mutating func page() -> PageRequest {
        var limit = 50
        if let text = text("limit") {
            if let number = Int(text), (1...250).contains(number) {
                limit = number
            } else {
                problems.append(InvalidValue(field: "limit", message: "must be a whole number from 1 to 250"))
            }
        }
        let cursor = read("cursor") { text throws(InvalidValue) in try Cursor.decode(text) }
        return PageRequest(limit: limit, cursor: cursor)
    }

    private mutating func read<Value>(
        _ name: String,
        _ convert: (String) throws(InvalidValue) -> Value
    ) -> Value? {
        guard let text = text(name) else { return nil }
        do {
            return try convert(text)
        } catch {
            problems.append(error.renamed(name))
            return nil
        }
    }

    private mutating func complain<Value>(_ name: String, _ message: String) -> Value? {
        problems.append(InvalidValue(field: name, message: message))
        return nil
    }
}
