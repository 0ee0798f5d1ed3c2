/// Strings of a document as Swift strings.
enum JSONText {
    /// `raw` is the content of a string that the scanner has passed. Never longer unescaped than escaped.
    static func unescape(_ raw: UnsafeRawBufferPointer) -> String {
        String(unsafeUninitializedCapacity: raw.count) { text in
            var scanner = JSONScanner(raw)
            var length = 0
            while scanner.position < raw.count {
                let byte = raw[scanner.position]
                guard byte == UInt8(ascii: "\\") else {
                    text[length] = byte
                    length &+= 1
                    scanner.position &+= 1
                    continue
                }
                // The scanner has read this escape before without error.
                guard let scalar = try? scanner.readEscape() else { preconditionFailure("unchecked string") }
                for unit in scalar.utf8 {
                    text[length] = unit
                    length &+= 1
                }
            }
            return length
        }
    }
}
