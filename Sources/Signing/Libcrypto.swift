/// Result handling for libcrypto calls that have no way to fail but a broken machine.
enum Libcrypto {
    /// Stops the process unless `result` is libcrypto's 1.
    ///
    /// Only for calls whose arguments are right by construction; the verdict on a tag is none of them. What is left to
    /// fail is memory, the kernel's random source, or an OpenSSL configuration without SHA-256, HMAC or AES-256-GCM:
    /// without them no request can be judged and no secret sealed, and going on would mean answering with an unset digest
    /// or a guessable key. So ending loudly is the safe answer, and a `throws` on every digest would only move it.
    static func require(_ result: CInt, _ call: StaticString) {
        guard result == 1 else { fatalError("libcrypto: \(call) failed; check the OpenSSL 3 installation") }
    }

    /// As ``require(_:_:)``, for calls that answer with an object or nothing.
    static func require(_ object: OpaquePointer?, _ call: StaticString) -> OpaquePointer {
        guard let object else { fatalError("libcrypto: \(call) failed; check the OpenSSL 3 installation") }
        return object
    }
}
