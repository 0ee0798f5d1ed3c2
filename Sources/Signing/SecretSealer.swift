/// Keeps secrets readable only to who holds the key: AES-256-GCM, one fresh random nonce each.
///
/// A sealed secret is, in this order:
///
/// | bytes | content |
/// |---|---|
/// | 1 | version, 1 |
/// | 1 | id of the key, see ``SealingKey/id`` |
/// | 12 | nonce |
/// | n | ciphertext |
/// | 16 | tag over ciphertext, version, key id and context |
///
/// Random nonces are safe for 2^32 messages a key (NIST SP 800-38D, 8.3), far more than there are channels to configure.
package struct SecretSealer: Sendable {
    /// More than any secret or token has; a limit so that no caller can hand libcrypto more than its `int` lengths hold.
    package static let maximumPlaintextByteCount = 1 << 20

    private static let version: UInt8 = 1
    private static let headerByteCount = 2
    private static let overhead = headerByteCount + AES256GCM.nonceByteCount + AES256GCM.tagByteCount

    private let key: SealingKey

    package init(key: SealingKey) {
        self.key = key
    }

    /// Seals `plaintext` to `context`, the name of the place that it is stored at (tenant, row, column). Opening asks for
    /// the same context, so a sealed secret copied to another row is of no use there.
    ///
    /// - Throws: ``SealingError/tooLong(byteCount:)``.
    package func seal(_ plaintext: [UInt8], context: String) throws(SealingError) -> [UInt8] {
        guard plaintext.count <= Self.maximumPlaintextByteCount else { throw .tooLong(byteCount: plaintext.count) }
        let header = [Self.version, key.id]
        let nonce = SecureRandom.bytes(AES256GCM.nonceByteCount)
        let sealed = AES256GCM.seal(
            plaintext,
            key: key.secret.bytes,
            nonce: nonce,
            authenticating: header + Array(context.utf8)
        )
        return header + nonce + sealed
    }

    /// - Throws: any ``SealingError`` but `tooLong` of a plaintext; no part of the content is ever given out unverified.
    package func open(_ sealed: [UInt8], context: String) throws(SealingError) -> [UInt8] {
        guard sealed.count >= Self.overhead else { throw .truncated(byteCount: sealed.count) }
        guard sealed.count - Self.overhead <= Self.maximumPlaintextByteCount else {
            throw .tooLong(byteCount: sealed.count - Self.overhead)
        }
        guard sealed[0] == Self.version else { throw .unknownVersion(sealed[0]) }
        guard sealed[1] == key.id else { throw .anotherKey }
        let plaintext = AES256GCM.open(
            sealed.dropFirst(Self.headerByteCount + AES256GCM.nonceByteCount),
            key: key.secret.bytes,
            nonce: Array(sealed.dropFirst(Self.headerByteCount).prefix(AES256GCM.nonceByteCount)),
            authenticating: sealed.prefix(Self.headerByteCount) + Array(context.utf8)
        )
        guard let plaintext else { throw .notAuthentic }
        return plaintext
    }

    package func seal(_ secret: Secret, context: String) throws(SealingError) -> [UInt8] {
        try seal(secret.bytes, context: context)
    }

    package func openSecret(_ sealed: [UInt8], context: String) throws(SealingError) -> Secret {
        Secret(try open(sealed, context: context))
    }
}

/// Why a secret was not sealed or opened.
package enum SealingError: Error, Equatable {
    case tooLong(byteCount: Int)
    case truncated(byteCount: Int)
    case unknownVersion(UInt8)
    /// Sealed with a key that is not the one in use.
    case anotherKey
    /// The tag does not fit: altered, moved from another place, or sealed with another key.
    case notAuthentic
}

extension SealingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLong(let byteCount):
            "a secret of \(byteCount) bytes is over the limit of \(SecretSealer.maximumPlaintextByteCount)"
        case .truncated(let byteCount):
            "\(byteCount) bytes are too few for a sealed secret; enter the secret again"
        case .unknownVersion(let version):
            "the sealed secret has the unknown version \(version); it was written by a newer release, or is damaged"
        case .anotherKey:
            "the secret was sealed with another encryption key; start with the key it was sealed with, or enter the secret again"
        case .notAuthentic:
            "the sealed secret was altered, or belongs to another place; enter the secret again"
        }
    }
}
