/// Bytes that must not be seen: a webhook secret, an access token, a key.
///
/// Printing, interpolating, dumping or reflecting a `Secret` shows `<redacted>`; only ``bytes`` and ``reveal()`` give
/// the content, so those two names are what to look for in a review. Equality takes the same time for every content.
package struct Secret: Sendable {
    /// The content itself.
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The secret is the text's UTF-8.
    package init(_ text: String) {
        bytes = Array(text.utf8)
    }

    package var isEmpty: Bool { bytes.isEmpty }

    /// The content as text, for the request header that carries it. Bytes that are not UTF-8 become U+FFFD.
    package func reveal() -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}

extension Secret: Equatable {
    package static func == (left: Secret, right: Secret) -> Bool {
        ConstantTime.equals(left.bytes, right.bytes)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
