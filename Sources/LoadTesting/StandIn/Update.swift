import DynamoDB

/// An update: `SET` of values, other attributes and `if_not_exists`, and `REMOVE`.
/// Source: Amazon DynamoDB Developer Guide, "Update expressions".
struct Update {
    private indirect enum Source {
        case operand(String)
        case ifAbsent(String, Source)
    }

    private var settings: [(name: String, source: Source)] = []
    private var removals: [String] = []
    let placeholders: Set<String>

    init(_ text: String) throws {
        var tokens = try ExpressionTokens(text)
        while !tokens.isAtEnd {
            if tokens.take("SET") {
                repeat {
                    let name = try tokens.operandName()
                    try tokens.expect("=")
                    settings.append((name, try Self.source(&tokens)))
                } while tokens.take(",")
            } else if tokens.take("REMOVE") {
                repeat { removals.append(try tokens.operandName()) } while tokens.take(",")
            } else {
                throw tokens.unexpected
            }
        }
        placeholders = tokens.placeholders
    }

    private static func source(_ tokens: inout ExpressionTokens) throws -> Source {
        guard tokens.take("if_not_exists") else { return .operand(try tokens.operandName()) }
        try tokens.expect("(")
        let name = try tokens.operandName()
        try tokens.expect(",")
        let other = try source(&tokens)
        try tokens.expect(")")
        return .ifAbsent(name, other)
    }

    /// The item with all changes made at once; `key` is what it consists of when it was not there.
    func applied(to item: Item?, key: Item, _ placeholders: Placeholders) throws -> Item {
        let before = item ?? [:]
        var after = before.merging(key) { _, new in new }
        var changed: Set<String> = []
        for (word, source) in settings {
            let name = try placeholders.name(word)
            guard changed.insert(name).inserted, key[name] == nil else { throw Self.refusal(name) }
            after[name] = try Self.value(source, before, placeholders)
        }
        for word in removals {
            let name = try placeholders.name(word)
            guard changed.insert(name).inserted, key[name] == nil else { throw Self.refusal(name) }
            after[name] = nil
        }
        return after
    }

    private static func refusal(_ name: String) -> StandInFailure {
        .invalid("\(name) is changed twice, or is part of the key")
    }

    private static func value(_ source: Source, _ item: Item, _ placeholders: Placeholders) throws -> AttributeValue {
        switch source {
        case .operand(let word) where word.hasPrefix(":"): return try placeholders.value(word)
        case .operand(let word):
            let name = try placeholders.name(word)
            guard let value = item[name] else {
                throw StandInFailure.invalid("the item has no \(name) that an update refers to")
            }
            return value
        case .ifAbsent(let word, let other):
            return try item[try placeholders.name(word)] ?? value(other, item, placeholders)
        }
    }
}
