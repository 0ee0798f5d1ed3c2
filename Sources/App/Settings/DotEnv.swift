/// Reads `.env` files: `NAME=value` a line, as shells and their look-alikes write them.
///
/// - Empty lines and lines that begin with `#` are skipped; `export ` before a name is allowed; CRLF ends lines too.
/// - A bare value ends at a `#` that follows a blank, and blanks around it do not count.
/// - `'…'` is taken as it stands; in `"…"` the escapes `\n \r \t \" \\ \$` are replaced. Nothing is expanded.
/// - Of a name given twice the last counts.
package enum DotEnv {
    /// Throws `SettingsError` naming `file` and the line; the line's content stays out of it, for it may be a secret.
    package static func parse(_ text: String, file: String) throws(SettingsError) -> [String: String] {
        var values: [String: String] = [:]
        let lines = text.drop { $0 == "\u{FEFF}" }.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (position, line) in lines.enumerated() {
            do {
                if let (name, value) = try parseLine(line) { values[name] = value }
            } catch {
                throw SettingsError(subject: "\(file), line \(position + 1),", error.reason)
            }
        }
        return values
    }

    private struct Malformed: Error {
        let reason: String
    }

    private static func parseLine(_ line: Substring) throws(Malformed) -> (name: String, value: String)? {
        var rest = trimmed(line)
        if rest.isEmpty || rest.first == "#" { return nil }
        if rest.hasPrefix("export "), let equals = rest.firstIndex(of: "="),
            equals > rest.index(rest.startIndex, offsetBy: 6)
        {
            rest = trimmed(rest.dropFirst(7))
        }
        guard let equals = rest.firstIndex(of: "=") else { throw Malformed(reason: "has no '='; write NAME=value") }
        let name = trimmed(rest[..<equals])
        guard isName(name) else {
            throw Malformed(reason: "has no proper name before the '='; write NAME=value with letters, digits and '_'")
        }
        return (String(name), try value(trimmed(rest[rest.index(after: equals)...])))
    }

    private static func value(_ text: Substring) throws(Malformed) -> String {
        switch text.first {
        case "'":
            let body = text.dropFirst()
            guard let end = body.firstIndex(of: "'") else { throw Malformed(reason: "lacks the closing '") }
            try checkNothingFollows(body[body.index(after: end)...])
            return String(body[..<end])
        case "\"":
            return try unescaped(text.dropFirst())
        default:
            return String(trimmed(withoutComment(text)))
        }
    }

    private static func unescaped(_ text: Substring) throws(Malformed) -> String {
        var value = ""
        var position = text.startIndex
        while position < text.endIndex, text[position] != "\"" {
            if text[position] == "\\" {
                position = text.index(after: position)
                guard position < text.endIndex else { break }
                switch text[position] {
                case "n": value += "\n"
                case "r": value += "\r"
                case "t": value += "\t"
                case "\"", "\\", "$": value.append(text[position])
                case let other: value += "\\\(other)"
                }
            } else {
                value.append(text[position])
            }
            position = text.index(after: position)
        }
        guard position < text.endIndex else { throw Malformed(reason: "lacks the closing \"") }
        try checkNothingFollows(text[text.index(after: position)...])
        return value
    }

    private static func checkNothingFollows(_ text: Substring) throws(Malformed) {
        let rest = trimmed(text)
        guard rest.isEmpty || rest.first == "#" else {
            throw Malformed(
                reason: "goes on after the closing quote; escape a quote inside as \\\" or take the other kind"
            )
        }
    }

    private static func withoutComment(_ text: Substring) -> Substring {
        var previous: Character = " "
        for position in text.indices {
            if text[position] == "#", isBlank(previous) { return text[..<position] }
            previous = text[position]
        }
        return text
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
            default: false
            }
        }
    }

    private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }
}
