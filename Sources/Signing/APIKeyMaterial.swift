/// An API key as its owner sees it once, and what is stored of it.
package struct APIKeyMaterial: Sendable {
    /// Tells a scanner of leaked secrets, and a reader of a configuration, whose key this is.
    package static let prefix = "sync_"

    /// `sync_` and 32 random bytes in base64url: 48 characters.
    package let key: Secret

    /// Stored in place of the key.
    package let storageHash: Digest

    package static func generate() -> APIKeyMaterial {
        APIKeyMaterial(key: Secret(prefix + Base64.encode(SecureRandom.bytes(32), as: .url)))
    }

    /// Takes a key made elsewhere, such as the first admin key of the settings.
    package init(key: Secret) {
        self.key = key
        storageHash = Self.storageHash(of: key)
    }

    /// What a presented key is looked up by. A plain SHA-256 is enough: 256 random bits cannot be searched, so a slow,
    /// salted password hash would buy nothing and cost every request. A lookup by hash leaks nothing by its duration.
    package static func storageHash(of key: Secret) -> Digest {
        key.bytes.withUnsafeBytes { SHA256.hash($0) }
    }
}
