/// Cuts a GraphQL document into tokens.
struct GraphQLLexer {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var lineStart = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// All tokens, with `.end` as the last.
    static func tokens(of text: String) throws(GraphQLError) -> [GraphQLToken] {
        var lexer = GraphQLLexer(text)
        var tokens: [GraphQLToken] = []
        repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private var location: GraphQLLocation { GraphQLLocation(line: line, column: index - lineStart + 1) }

    private func byte(_ offset: Int = 0) -> UInt8? {
        index + offset < bytes.count ? bytes[index + offset] : nil
    }

    private mutating func next() throws(GraphQLError) -> GraphQLToken {
        skipIgnored()
        let start = location
        guard let first = byte() else { return GraphQLToken(kind: .end, location: start) }
        let kind: GraphQLToken.Kind
        switch first {
        case UInt8(ascii: "."):
            guard byte(1) == first, byte(2) == first else { throw .syntax("unexpected \".\"", at: start) }
            index += 3
            kind = .punctuator("...")
        case UInt8(ascii: "\""):
            kind = .string(try string(from: start))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            kind = try number(from: start)
        case let letter where letter.isNameStart:
            kind = .name(take { $0.isNamePart })
        case let mark where Self.punctuators.contains(mark):
            index += 1
            kind = .punctuator(String(UnicodeScalar(mark)))
        default:
            throw .syntax("unexpected invalid token", at: start)
        }
        return GraphQLToken(kind: kind, location: start)
    }

    /// White space, commas, comments and the byte order mark.
    private mutating func skipIgnored() {
        while let byte = byte() {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: "\r"), 0xEF, 0xBB, 0xBF:
                index += 1
            case UInt8(ascii: "\n"):
                index += 1
                beginLine()
            case UInt8(ascii: "#"):
                while let next = self.byte(), next != UInt8(ascii: "\n") { index += 1 }
            default:
                return
            }
        }
    }

    private mutating func beginLine() {
        line += 1
        lineStart = index
    }

    private mutating func take(_ isPart: (UInt8) -> Bool) -> String {
        let start = index
        while let byte = byte(), isPart(byte) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func number(from start: GraphQLLocation) throws(GraphQLError) -> GraphQLToken.Kind {
        let text = take { $0.isDigit || "+-.eE".utf8.contains($0) }
        if Int64(text) != nil, !text.hasPrefix("+") { return .int(text) }
        guard Double(text) != nil, text.contains(where: { ".eE".contains($0) }) else {
            throw .syntax("unexpected invalid number \"\(text.prefix(40))\"", at: start)
        }
        return .float(text)
    }

    private mutating func string(from start: GraphQLLocation) throws(GraphQLError) -> String {
        if byte(1) == UInt8(ascii: "\""), byte(2) == UInt8(ascii: "\"") { return try blockString(from: start) }
        index += 1
        let contents = index
        while let byte = byte(), byte != UInt8(ascii: "\n") {
            if byte == UInt8(ascii: "\"") {
                defer { index += 1 }
                // The escapes of GraphQL are those of JSON.
                let quoted = [UInt8(ascii: "\"")] + bytes[contents..<index] + [UInt8(ascii: "\"")]
                guard case .success(.string(let text)) = Result(catching: { try JSONValue(quoted) }) else { break }
                return text
            }
            index += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        throw .syntax("unexpected invalid string", at: start)
    }

    private mutating func blockString(from start: GraphQLLocation) throws(GraphQLError) -> String {
        index += 3
        var text: [UInt8] = []
        let quotes = Array("\"\"\"".utf8)
        while let byte = byte() {
            if bytes[index...].starts(with: quotes) {
                index += 3
                return Self.dedented(String(decoding: text, as: UTF8.self))
            }
            if bytes[index...].starts(with: [UInt8(ascii: "\\")] + quotes) {
                text += quotes
                index += 4
                continue
            }
            text.append(byte)
            index += 1
            if byte == UInt8(ascii: "\n") { beginLine() }
        }
        throw .syntax("unexpected end of file in a block string", at: start)
    }

    /// Without the indentation that its lines share (but the first), and without blank lines at either end.
    private static func dedented(_ text: String) -> String {
        func isBlank(_ line: Substring) -> Bool { line.allSatisfy { $0 == " " || $0 == "\t" } }
        func indentation(of line: Substring) -> Int { line.prefix { $0 == " " || $0 == "\t" }.count }
        var lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        let shared = lines.dropFirst().filter { !isBlank($0) }.map(indentation).min() ?? 0
        lines = lines.prefix(1) + lines.dropFirst().map { $0.dropFirst(shared) }
        let inner = lines.drop(while: isBlank)
        let end = inner.lastIndex { !isBlank($0) }
        return end.map { inner[...$0].joined(separator: "\n") } ?? ""
    }

    private static let punctuators = Set("!$&():=@[]{|}".utf8)
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    fileprivate var isNameStart: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || self == UInt8(ascii: "_")
    }

    fileprivate var isNamePart: Bool { isNameStart || isDigit }
}
