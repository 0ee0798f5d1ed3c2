import CCrypto

/// SHA-256 (FIPS 180-4).
package enum SHA256 {
    // Immutable once fetched: libcrypto documents a fetched algorithm as shareable between threads (its only mutable
    // part is an atomic reference count). Fetched once, because a fetch per digest costs more than a short digest.
    nonisolated(unsafe) private static let algorithm = Libcrypto.require(
        EVP_MD_fetch(nil, "SHA256", nil),
        "EVP_MD_fetch(SHA256)"
    )

    package static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest {
        Digest { digest in
            Libcrypto.require(
                EVP_Digest(bytes.baseAddress, bytes.count, digest.baseAddress, nil, algorithm, nil),
                "EVP_Digest"
            )
        }
    }

    package static func hash(_ bytes: [UInt8]) -> Digest {
        bytes.withUnsafeBytes { hash($0) }
    }

    /// The digest of the text's UTF-8.
    package static func hash(_ text: String) -> Digest {
        var text = text
        return text.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
    }
}
