import NIOCore
import Shopify
import Signing
import Sync

/// Finds the channel that a body was signed for.
struct WebhookVerifier: Sendable {
    private let directory: ChannelDirectory

    /// How many channels are tried for a delivery that names no shop.
    private static let nameless = 100
    /// Stands in for the secret of a shop that is not here, so that the answer takes its time all the same.
    private static let noSecret = Secret(SecureRandom.bytes(32))

    init(_ directory: ChannelDirectory) {
        self.directory = directory
    }

    /// The first channel whose current or previous secrets signed these bytes; nil when there is none, whatever the
    /// reason.
    func signer(_ headers: DeliveryHeaders, _ body: ByteBuffer) -> DirectoryEntry? {
        let entries = candidates(headers)
        var secrets: [Secret] = []
        var owners: [Int] = []
        for (index, entry) in entries.enumerated() {
            for secret in entry.credentials.signingSecrets {
                secrets.append(Secret(secret))
                owners.append(index)
            }
        }
        if secrets.isEmpty { secrets = [Self.noSecret] }
        let match = body.withUnsafeReadableBytes { bytes in
            WebhookSignature.indexOfSigningSecret(header: headers.hmac ?? "", body: bytes, secrets: secrets)
        }
        guard let match, owners.indices.contains(match) else { return nil }
        return entries[owners[match]]
    }

    private func candidates(_ headers: DeliveryHeaders) -> [DirectoryEntry] {
        if let shop = headers.shop { return directory.entries(forShop: shop.value) }
        // Only the plain format may leave its shop out.
        return headers.topic == nil ? Array(directory.entries.prefix(Self.nameless)) : []
    }
}
