/// The header fields of a response in the order of their arrival, looked up without regard to case. Trailers are dropped.
package struct ResponseHeaders: Sendable {
    package private(set) var fields: [(name: String, value: String)] = []

    /// The first value under the name.
    package subscript(name: String) -> String? {
        fields.first { $0.name.equalsIgnoringCase(name) }?.value
    }

    /// All values under the name.
    package func values(of name: String) -> [String] {
        fields.filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
    }

    mutating func append(name: String, value: String) {
        fields.append((name, value))
    }
}

extension String {
    /// Compares as header names and schemes are compared: ASCII letters without regard to case, all else exactly.
    func equalsIgnoringCase(_ other: String) -> Bool {
        utf8.elementsEqual(other.utf8) { $0.asciiLowercased == $1.asciiLowercased }
    }
}

extension UInt8 {
    fileprivate var asciiLowercased: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
