/// 32 bytes: a SHA-256 digest or an HMAC-SHA256 tag. Equality takes the same time for every content.
package struct Digest: Sendable {
    package static let byteCount = 32

    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// `write` gets 32 zeroed bytes to fill.
    init(writingInto write: (UnsafeMutableRawBufferPointer) -> Void) {
        withUnsafeMutableBytes(of: &words, write)
    }

    /// Nil unless there are exactly 32 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    }

    /// Nil unless `hex` is exactly 64 hexadecimal digits of either case.
    package init?(hex: String) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes)
    }

    /// Nil unless `base64` is the canonical, padded base64 of 32 bytes.
    package init?(base64: String) {
        guard let bytes = Base64.decode(base64) else { return nil }
        self.init(bytes)
    }

    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try Swift.withUnsafeBytes(of: words, body)
    }

    package var bytes: [UInt8] { withUnsafeBytes { Array($0) } }
    package var base64: String { withUnsafeBytes { Base64.encode($0) } }
    package var hex: String { withUnsafeBytes { Hex.encode($0) } }

    package func constantTimeEquals(_ other: Digest) -> Bool {
        withUnsafeBytes { mine in
            other.withUnsafeBytes { theirs in ConstantTime.equals(mine, theirs) }
        }
    }
}

extension Digest: Hashable {
    package static func == (left: Digest, right: Digest) -> Bool {
        left.constantTimeEquals(right)
    }

    package func hash(into hasher: inout Hasher) {
        withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension Digest: CustomStringConvertible {
    package var description: String { hex }
}
