/// The 32-byte key that ``SecretSealer`` works with.
package struct SealingKey: Sendable {
    package static let byteCount = AES256GCM.keyByteCount

    let secret: Secret

    /// One byte derived from the key, stored with what it seals, so that opening with the wrong key can say so. Two keys
    /// share it in one case of 256; the tag still tells them apart.
    let id: UInt8

    private init(unchecked bytes: [UInt8]) {
        secret = Secret(bytes)
        id = SHA256.hash(Array("syncstate sealing key id".utf8) + bytes).bytes[0]
    }

    /// - Throws: ``SealingKeyError/wrongLength(byteCount:)`` unless there are 32 bytes.
    package init(_ bytes: [UInt8]) throws(SealingKeyError) {
        guard bytes.count == Self.byteCount else { throw .wrongLength(byteCount: bytes.count) }
        self.init(unchecked: bytes)
    }

    /// Reads the form in which settings and key files carry a key: standard padded base64 of 32 bytes.
    ///
    /// - Throws: ``SealingKeyError/notBase64`` or ``SealingKeyError/wrongLength(byteCount:)``; neither shows the text.
    package init(base64: String) throws(SealingKeyError) {
        guard let bytes = Base64.decode(base64) else { throw .notBase64 }
        try self.init(bytes)
    }

    package static func generate() -> SealingKey {
        SealingKey(unchecked: SecureRandom.bytes(byteCount))
    }

    /// The form that ``init(base64:)`` reads.
    package func revealBase64() -> String {
        Base64.encode(secret.bytes)
    }
}

/// Why a text is not a sealing key.
package enum SealingKeyError: Error, Equatable {
    case notBase64
    case wrongLength(byteCount: Int)
}

extension SealingKeyError: CustomStringConvertible {
    package var description: String {
        let cure = "make one with: openssl rand -base64 32"
        return switch self {
        case .notBase64: "the encryption key is not standard, padded base64; \(cure)"
        case .wrongLength(let byteCount):
            "the encryption key has \(byteCount) bytes where \(SealingKey.byteCount) are needed; \(cure)"
        }
    }
}
