import CCrypto

/// AES-256-GCM (NIST SP 800-38D) with a 96-bit nonce and a 128-bit tag.
///
/// Internal: a nonce used twice under one key gives both messages away, so callers outside go through
/// ``SecretSealer``, which draws a fresh one each time.
enum AES256GCM {
    static let keyByteCount = 32
    static let nonceByteCount = 12
    static let tagByteCount = 16

    /// Answers ciphertext ‖ tag.
    static func seal(_ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], authenticating context: [UInt8]) -> [UInt8] {
        let cipher = makeContext(key: key, nonce: nonce, encrypting: true)
        defer { EVP_CIPHER_CTX_free(cipher) }
        Libcrypto.require(authenticate(context, in: cipher), "EVP_CipherUpdate")
        var sealed = plaintext
        Libcrypto.require(transform(&sealed, in: cipher), "EVP_CipherUpdate")
        Libcrypto.require(finish(cipher), "EVP_CipherFinal_ex")
        var tag = [UInt8](repeating: 0, count: tagByteCount)
        Libcrypto.require(
            EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, CInt(tagByteCount), &tag),
            "EVP_CTRL_AEAD_GET_TAG"
        )
        return sealed + tag
    }

    /// Nil unless `sealed` is ciphertext ‖ tag made with the same key, nonce and context.
    static func open(
        _ sealed: ArraySlice<UInt8>,
        key: [UInt8],
        nonce: [UInt8],
        authenticating context: [UInt8]
    ) -> [UInt8]? {
        guard sealed.count >= tagByteCount else { return nil }
        let cipher = makeContext(key: key, nonce: nonce, encrypting: false)
        defer { EVP_CIPHER_CTX_free(cipher) }
        var tag = Array(sealed.suffix(tagByteCount))
        Libcrypto.require(
            EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, CInt(tagByteCount), &tag),
            "EVP_CTRL_AEAD_SET_TAG"
        )
        Libcrypto.require(authenticate(context, in: cipher), "EVP_CipherUpdate")
        var plaintext = Array(sealed.dropLast(tagByteCount))
        Libcrypto.require(transform(&plaintext, in: cipher), "EVP_CipherUpdate")
        return finish(cipher) == 1 ? plaintext : nil
    }

    private static func makeContext(key: [UInt8], nonce: [UInt8], encrypting: Bool) -> OpaquePointer {
        precondition(key.count == keyByteCount && nonce.count == nonceByteCount)
        let context = Libcrypto.require(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")
        // 96 bits is GCM's default nonce length, so it needs no setting.
        Libcrypto.require(
            EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce, encrypting ? 1 : 0),
            "EVP_CipherInit_ex"
        )
        return context
    }

    private static func authenticate(_ context: [UInt8], in cipher: OpaquePointer) -> CInt {
        var written: CInt = 0
        return EVP_CipherUpdate(cipher, nil, &written, context, CInt(context.count))
    }

    /// En- or decrypts in place: GCM is a stream mode, as many bytes come out as go in.
    private static func transform(_ bytes: inout [UInt8], in cipher: OpaquePointer) -> CInt {
        // A null input would end the message, and the empty message has nothing to transform anyway.
        guard !bytes.isEmpty else { return 1 }
        return bytes.withUnsafeMutableBufferPointer { buffer in
            var written: CInt = 0
            return EVP_CipherUpdate(cipher, buffer.baseAddress, &written, buffer.baseAddress, CInt(buffer.count))
        }
    }

    /// Writes no bytes in GCM; when decrypting the answer is the verdict on the tag.
    private static func finish(_ cipher: OpaquePointer) -> CInt {
        var rest = [UInt8](repeating: 0, count: 16)
        var written: CInt = 0
        return EVP_CipherFinal_ex(cipher, &rest, &written)
    }
}
