/// JSON as text without white space between its parts, as Shopify sends it.
struct CompactJSON {
    let text: String

    init(_ json: [UInt8]) {
        var isText = false
        var isEscaped = false
        let kept = json.filter { byte in
            defer { isEscaped = isText && byte == UInt8(ascii: "\\") && !isEscaped }
            if byte == UInt8(ascii: "\""), !isEscaped { isText.toggle() }
            return isText || !(byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09)
        }
        text = String(decoding: kept, as: UTF8.self)
    }

    /// The array behind the first `"name":[`, brackets included.
    func array(_ name: String) -> Substring? {
        guard let opening = text.firstRange(of: "\"\(name)\":[") else { return nil }
        return Self.value(at: text.utf8.index(before: opening.upperBound), of: text[...])
    }

    /// The array or object that begins at `start`, to its closing bracket; nil if it has none. Knows texts, so brackets
    /// in them do not count.
    static func value(at start: Substring.Index, of text: Substring) -> Substring? {
        var depth = 0
        var isText = false
        var isEscaped = false
        var index = start
        while index < text.endIndex {
            let byte = text.utf8[index]
            defer { isEscaped = isText && byte == UInt8(ascii: "\\") && !isEscaped }
            text.utf8.formIndex(after: &index)
            switch byte {
            case UInt8(ascii: "\"") where !isEscaped: isText.toggle()
            case UInt8(ascii: "["), UInt8(ascii: "{"): if !isText { depth += 1 }
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if !isText { depth -= 1 }
                if depth == 0 { return text[start..<index] }
            default: break
            }
        }
        return nil
    }
}
