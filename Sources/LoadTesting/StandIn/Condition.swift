import DynamoDB

/// A condition: comparisons, `BETWEEN`, `attribute_exists`, `attribute_not_exists`, `AND`, `OR`, `NOT` and brackets.
/// Source: Amazon DynamoDB Developer Guide, "Condition and filter expressions".
struct Condition {
    private indirect enum Node {
        case comparison(String, String, String)
        case between(String, String, String)
        case exists(String)
        case and(Node, Node)
        case or(Node, Node)
        case not(Node)
    }

    private let root: Node
    let placeholders: Set<String>

    private static let comparisons: Set<String> = ["=", "<>", "<", "<=", ">", ">="]

    init(_ text: String) throws {
        var tokens = try ExpressionTokens(text)
        root = try Self.alternatives(&tokens)
        guard tokens.isAtEnd else { throw tokens.unexpected }
        placeholders = tokens.placeholders
    }

    private static func alternatives(_ tokens: inout ExpressionTokens) throws -> Node {
        var node = try conjunction(&tokens)
        while tokens.take("OR") { node = .or(node, try conjunction(&tokens)) }
        return node
    }

    private static func conjunction(_ tokens: inout ExpressionTokens) throws -> Node {
        var node = try term(&tokens)
        while tokens.take("AND") { node = .and(node, try term(&tokens)) }
        return node
    }

    private static func term(_ tokens: inout ExpressionTokens) throws -> Node {
        if tokens.take("NOT") { return .not(try term(&tokens)) }
        if tokens.take("(") {
            let node = try alternatives(&tokens)
            try tokens.expect(")")
            return node
        }
        if tokens.take("attribute_exists") { return .exists(try argument(&tokens)) }
        if tokens.take("attribute_not_exists") { return .not(.exists(try argument(&tokens))) }
        let left = try tokens.operandName()
        if tokens.take("BETWEEN") {
            let low = try tokens.operandName()
            try tokens.expect("AND")
            return .between(left, low, try tokens.operandName())
        }
        let comparison = try tokens.word()
        guard comparisons.contains(comparison) else { throw tokens.unexpected }
        return .comparison(left, comparison, try tokens.operandName())
    }

    private static func argument(_ tokens: inout ExpressionTokens) throws -> String {
        try tokens.expect("(")
        let name = try tokens.operandName()
        try tokens.expect(")")
        return name
    }

    // MARK: - Evaluation

    /// Whether it holds for the item; nil stands for one that is not there.
    func holds(_ item: Item?, _ placeholders: Placeholders) throws -> Bool {
        try Self.holds(root, item ?? [:], placeholders)
    }

    private static func holds(_ node: Node, _ item: Item, _ placeholders: Placeholders) throws -> Bool {
        switch node {
        case .and(let left, let right):
            return try holds(left, item, placeholders) && holds(right, item, placeholders)
        case .or(let left, let right):
            return try holds(left, item, placeholders) || holds(right, item, placeholders)
        case .not(let inner): return try !holds(inner, item, placeholders)
        case .exists(let name): return item[try placeholders.name(name)] != nil
        case .between(let operand, let low, let high):
            let value = try value(operand, item, placeholders)
            return try compare(value, ">=", try self.value(low, item, placeholders))
                && compare(value, "<=", try self.value(high, item, placeholders))
        case .comparison(let left, let comparison, let right):
            return try compare(
                try value(left, item, placeholders),
                comparison,
                try value(right, item, placeholders)
            )
        }
    }

    private static func value(_ word: String, _ item: Item, _ placeholders: Placeholders) throws -> AttributeValue? {
        word.hasPrefix(":") ? try placeholders.value(word) : item[try placeholders.name(word)]
    }

    /// What is not there, or of another type, is not equal and in no order.
    private static func compare(_ left: AttributeValue?, _ comparison: String, _ right: AttributeValue?) throws -> Bool
    {
        guard let left, let right else { return comparison == "<>" }
        switch comparison {
        case "=": return left.isEqual(to: right)
        case "<>": return !left.isEqual(to: right)
        default:
            guard let isLess = left.precedes(right), let isGreater = right.precedes(left) else { return false }
            return switch comparison {
            case "<": isLess
            case "<=": !isGreater
            case ">": isGreater
            default: !isLess
            }
        }
    }
}

extension AttributeValue {
    /// Numbers are equal by their value, however they are written.
    fileprivate func isEqual(to other: AttributeValue) -> Bool {
        if case .number(let left) = self, case .number(let right) = other, let left = Double(left),
            let right = Double(right), int64 == nil || other.int64 == nil
        {
            return left == right
        }
        if case .string(let left) = self, case .string(let right) = other { return KeyText(left) == KeyText(right) }
        if let left = int64, let right = other.int64 { return left == right }
        return self == other
    }

    /// Nil where there is no order between the two.
    fileprivate func precedes(_ other: AttributeValue) -> Bool? {
        switch (self, other) {
        case (.string(let left), .string(let right)): KeyText(left) < KeyText(right)
        case (.bytes(let left), .bytes(let right)): left.lexicographicallyPrecedes(right)
        case (.number(let left), .number(let right)):
            if let left = Int64(left), let right = Int64(right) {
                left < right
            } else if let left = Double(left), let right = Double(right) {
                left < right
            } else {
                nil
            }
        default: nil
        }
    }
}
