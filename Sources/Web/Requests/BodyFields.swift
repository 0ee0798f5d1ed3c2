import Inventory

/// Reads the members of a JSON object by name and type and collects what is wrong with them, so that one answer names
/// everything. A member that is absent and one that is null are the same, and members nobody asks for are ignored. After
/// a complaint a stand-in is answered, so reading can go on: `check` comes before any use.
struct BodyFields {
    private let members: [String: JSONValue]
    /// Names this object in complaints: empty, or as in `items[3].`.
    private let prefix: String
    private(set) var problems: [InvalidValue] = []

    init(_ members: [String: JSONValue], prefix: String = "") {
        self.members = members
        self.prefix = prefix
    }

    func check() throws {
        guard problems.isEmpty else { throw Failure.invalid(problems) }
    }

    /// Whether the member is there, be it null.
    func mentions(_ name: String) -> Bool { members[name] != nil }

    func isText(_ name: String) -> Bool { if case .string = members[name] { true } else { false } }

    func hasComplaint(about name: String) -> Bool { problems.contains { $0.field == prefix + name } }

    mutating func complain(_ name: String, _ message: String) {
        problems.append(InvalidValue(field: prefix + name, message: message))
    }

    // MARK: Optional members

    mutating func optionalInteger(_ name: String) -> Int64? {
        guard let value = present(name) else { return nil }
        guard case .number(let text) = value else { return mismatch(name, "a whole number", value) }
        if let number = Int64(text) { return number }
        let isFraction = text.utf8.contains { [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains($0) }
        complain(name, isFraction ? "must be a whole number, written without point or exponent" : "is too large")
        return nil
    }

    mutating func optionalText(_ name: String, limit: Int) -> String? {
        guard let value = present(name) else { return nil }
        guard case .string(let text) = value else { return mismatch(name, "a string", value) }
        guard text.unicodeScalars.count <= limit else {
            complain(name, "must be at most \(limit) characters long")
            return nil
        }
        return text
    }

    mutating func optionalFlag(_ name: String) -> Bool? {
        guard let value = present(name) else { return nil }
        guard case .bool(let flag) = value else { return mismatch(name, "true or false", value) }
        return flag
    }

    /// The digits of a number, for what needs them exactly.
    mutating func optionalDecimal(_ name: String) -> String? {
        guard let value = present(name) else { return nil }
        guard case .number(let text) = value else { return mismatch(name, "a number", value) }
        return text
    }

    mutating func optionalChoice<Choice>(_ name: String, of type: Choice.Type = Choice.self) -> Choice?
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let text = optionalText(name, limit: 255) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        complain(name, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        return nil
    }

    mutating func optionalTime(_ name: String) -> Timestamp? {
        guard let text = optionalText(name, limit: 64) else { return nil }
        if let time = Timestamp(iso8601: text) { return time }
        complain(name, "must be a time in ISO 8601 with its zone, such as 2026-11-21T09:30:00Z")
        return nil
    }

    mutating func optionalSKU(_ name: String = "sku") -> SKU? {
        guard let text = optionalText(name, limit: Self.rawSKULimit) else { return nil }
        return converted(name) { () throws(InvalidValue) in try SKU(text) }
    }

    mutating func optionalChannel(_ name: String = "channel") -> ChannelID? {
        guard let text = optionalText(name, limit: 255) else { return nil }
        return converted(name) { () throws(InvalidValue) in try ChannelID(text) }
    }

    /// The members of an object; reads them with `read` and takes over their complaints.
    mutating func optionalObject<Value>(_ name: String, _ read: (inout BodyFields) -> Value) -> Value? {
        guard let value = present(name) else { return nil }
        guard case .object(let members) = value else { return mismatch(name, "an object", value) }
        var fields = BodyFields(members, prefix: prefix + name + ".")
        let result = read(&fields)
        problems += fields.problems
        return result
    }

    mutating func optionalTexts(_ name: String, count: ClosedRange<Int>, limit: Int) -> [String]? {
        guard let value = present(name) else { return nil }
        guard case .array(let elements) = value else { return mismatch(name, "an array of strings", value) }
        guard count.contains(elements.count) else {
            complain(name, "must have \(count.lowerBound) to \(count.upperBound) entries")
            return nil
        }
        return elements.enumerated().map { index, element in
            guard case .string(let text) = element else {
                complain(name, "must hold strings: entry \(index + 1) is \(element.kind)")
                return ""
            }
            if !(1...limit).contains(text.unicodeScalars.count) {
                complain(name, "must hold entries of 1 to \(limit) characters: entry \(index + 1) has another length")
            }
            return text
        }
    }

    // MARK: Helpers

    /// Turns a checked value's complaint into one of this object.
    mutating func converted<Value>(_ name: String, _ convert: () throws(InvalidValue) -> Value) -> Value? {
        do {
            return try convert()
        } catch {
            complain(name, error.message)
            return nil
        }
    }

    /// A value that must be there: complains and answers the stand-in when it is not, unless a complaint was made about
    /// it already.
    mutating func required<Value>(_ name: String, or standIn: Value, _ read: (inout BodyFields) -> Value?) -> Value {
        let complaints = problems.count
        if let value = read(&self) { return value }
        if problems.count == complaints { complain(name, "is missing") }
        return standIn
    }

    private func present(_ name: String) -> JSONValue? {
        let value = members[name]
        return value == .null ? nil : value
    }

    private mutating func mismatch<Value>(_ name: String, _ expected: String, _ value: JSONValue) -> Value? {
        complain(name, "must be \(expected), not \(value.kind)")
        return nil
    }

    /// More than any SKU has before it is normalised; the SKU's own rule decides.
    private static let rawSKULimit = 1024
}
