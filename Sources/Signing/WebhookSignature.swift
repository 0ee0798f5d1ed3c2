/// The signature header of a webhook: padded base64 of HMAC-SHA256 over the raw body.
///
/// Shopify's scheme for `X-Shopify-Hmac-Sha256`, used for outbound pushes as well.
/// Source: https://shopify.dev/docs/apps/build/webhooks/verify-deliveries
package enum WebhookSignature {
    /// The header's value for a body about to be sent.
    package static func header(body: UnsafeRawBufferPointer, secret: Secret) -> String {
        HMACSHA256.authenticate(body, key: secret).base64
    }

    package static func header(body: [UInt8], secret: Secret) -> String {
        body.withUnsafeBytes { header(body: $0, secret: secret) }
    }

    /// Which of `secrets` signed `body`: its index, or nil if none did.
    ///
    /// Give the current secret first, then the previous ones; of equal secrets the first is named. Every secret is
    /// tried whatever the outcome, so the duration tells only how many there are. White space around the header is
    /// ignored (some senders leave the line feed of their base64 encoder); anything else must be the canonical base64
    /// of 32 bytes. An empty secret matches nothing: a shop without a secret must not be open to everybody.
    package static func indexOfSigningSecret(
        header: String,
        body: UnsafeRawBufferPointer,
        secrets: [Secret]
    ) -> Int? {
        guard let claimed = Digest(base64: trimmed(header)) else { return nil }
        var match: Int?
        for (index, secret) in secrets.enumerated().reversed() {
            let isEqual = HMACSHA256.authenticate(body, key: secret).constantTimeEquals(claimed)
            if isEqual && !secret.isEmpty { match = index }
        }
        return match
    }

    package static func indexOfSigningSecret(header: String, body: [UInt8], secrets: [Secret]) -> Int? {
        body.withUnsafeBytes { indexOfSigningSecret(header: header, body: $0, secrets: secrets) }
    }

    private static func trimmed(_ header: String) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        var content = Array(header.utf8)[...]
        content = content.drop(while: isSpace)
        while let last = content.last, isSpace(last) { content.removeLast() }
        return String(decoding: content, as: UTF8.self)
    }
}
