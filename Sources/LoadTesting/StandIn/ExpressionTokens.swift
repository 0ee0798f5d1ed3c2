import DynamoDB

/// The words of an expression. Knows no document paths: whoever asks for one is refused.
struct ExpressionTokens {
    private var tokens: [String]
    private var next = 0
    /// Names and values that the expression speaks of.
    private(set) var placeholders: Set<String> = []

    init(_ text: String) throws {
        tokens = []
        var word = ""
        func isWord(_ character: Character) -> Bool {
            character.isLetter || character.isNumber || "#:_".contains(character)
        }
        for character in text {
            if isWord(character) {
                word.append(character)
                continue
            }
            if !word.isEmpty { tokens.append(word) }
            word = ""
            if character == " " { continue }
            guard "(),=<>".contains(character) else {
                throw StandInFailure.invalid("this stand-in does not know \(character) in an expression")
            }
            if let last = tokens.last, ["<", ">"].contains(last), "=>".contains(character) {
                tokens[tokens.count - 1] = last + String(character)
            } else {
                tokens.append(String(character))
            }
        }
        if !word.isEmpty { tokens.append(word) }
    }

    var isAtEnd: Bool { next == tokens.count }

    /// Takes the word if it is the next one; capitals do not matter.
    mutating func take(_ word: String) -> Bool {
        guard next < tokens.count, tokens[next].uppercased() == word.uppercased() else { return false }
        next += 1
        return true
    }

    mutating func expect(_ word: String) throws {
        guard take(word) else { throw unexpected }
    }

    mutating func word() throws -> String {
        guard next < tokens.count else { throw unexpected }
        next += 1
        return tokens[next - 1]
    }

    /// An attribute, a placeholder for one, or one for a value.
    mutating func operandName() throws -> String {
        let name = try word()
        guard let first = name.first, first.isLetter || "#:".contains(first) else { throw unexpected }
        if "#:".contains(first) { placeholders.insert(name) }
        return name
    }

    var unexpected: StandInFailure {
        let seen = next < tokens.count ? tokens[next] : "the end"
        return .invalid("an expression goes on with \(seen), which this stand-in does not expect there")
    }
}

/// What the placeholders of a request stand for.
struct Placeholders {
    var names: [String: String] = [:]
    var values: [String: AttributeValue] = [:]

    func name(_ word: String) throws -> String {
        guard word.hasPrefix("#") else { return word }
        guard let name = names[word] else { throw StandInFailure.invalid("\(word) is not among the names") }
        return name
    }

    func value(_ word: String) throws -> AttributeValue {
        guard let value = values[word] else { throw StandInFailure.invalid("\(word) is not among the values") }
        return value
    }

    /// DynamoDB refuses placeholders that no expression of the request uses.
    func refuseUnused(_ used: Set<String>) throws {
        for word in names.keys where !used.contains(word) {
            throw StandInFailure.invalid("the name \(word) is used in no expression")
        }
        for word in values.keys where !used.contains(word) {
            throw StandInFailure.invalid("the value \(word) is used in no expression")
        }
    }
}
