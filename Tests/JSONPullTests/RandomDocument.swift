import SeededRandom

/// Random JSON documents in many spellings: white space anywhere, every way to escape, all kinds of number.
struct RandomDocument {
    private var generator: SeededGenerator
    private(set) var bytes: [UInt8] = []

    static func make(seed: UInt64) -> [UInt8] {
        var document = RandomDocument(generator: SeededGenerator(seed: seed))
        document.space()
        document.value(depth: 0)
        document.space()
        return document.bytes
    }

    private init(generator: SeededGenerator) {
        self.generator = generator
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &generator)]
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func space() {
        append(pick(["", "", "", " ", "\n", "\r\n", "\t", "\n    ", "\n            ", "                 "]))
    }

    private mutating func value(depth: Int) {
        switch Int.random(in: 0..<(depth < 5 ? 10 : 6), using: &generator) {
        case 0: append(pick(["true", "false"]))
        case 1: append("null")
        case 2, 3: number()
        case 4, 5: string()
        case 6, 7: container("{", "}", depth: depth)
        default: container("[", "]", depth: depth)
        }
    }

    private mutating func container(_ opening: String, _ closing: String, depth: Int) {
        append(opening)
        space()
        let count = Int.random(in: 0..<5, using: &generator)
        for index in 0..<count {
            if opening == "{" {
                // Numbered, so that no name occurs twice: what JSONSerialization does then is not ours to match.
                string(prefix: "\(index)")
                space()
                append(":")
                space()
            }
            value(depth: depth + 1)
            space()
            if index < count - 1 {
                append(",")
                space()
            }
        }
        append(closing)
    }

    private mutating func number() {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: append("\(Int64.random(in: .min ... .max, using: &generator))")
        case 1: append(pick(["0", "-0", "7", "-1", "9223372036854775807", "-9223372036854775808"]))
        case 2:
            append("\(Int.random(in: -999...999, using: &generator)).\(UInt16.random(in: 0...999, using: &generator))")
        default:
            append(
                "\(Int.random(in: 1...9, using: &generator))\(pick(["e", "E"]))\(pick(["", "+", "-"]))1\(pick(["", "2"]))"
            )
        }
    }

    private mutating func string(prefix: String = "") {
        append("\"" + prefix)
        for _ in 0..<Int.random(in: 0..<24, using: &generator) {
            switch Int.random(in: 0..<12, using: &generator) {
            case 0: append(pick(["\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t"]))
            case 1:
                append(
                    pick(["\\u0041", "\\u00e9", "\\u20AC", "\\uFFFF", "\\u0000", "\\ud83d\\uDE00", "\\uDBFF\\uDFFF"])
                )
            case 2: append(pick(["é", "ß", "€", "茶", "\u{7FF}", "\u{800}", "\u{FFFF}", "😀", "\u{10FFFF}", "\u{7F}"]))
            default: append(pick(["a", "Z", " ", "/", "{", "]", ",", ":", "~", "title", "gid://shopify/Order/1"]))
            }
        }
        append("\"")
    }
}
