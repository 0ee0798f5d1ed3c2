package import Inventory

/// A place that sells, as the store keeps it. Credentials are sealed; nobody reads them back over HTTP.
package struct Channel: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case shopify(ShopifySettings)
        case http(url: String)

        package var name: String {
            switch self {
            case .shopify: "shopify"
            case .http: "http"
            }
        }
    }

    package struct ShopifySettings: Sendable, Equatable {
        /// `name.myshopify.com`, lower case.
        package var shop: String
        package var locationId: Int64
        /// Replaces `https://{shop}`.
        package var adminUrl: String?
        package var apiVersion: String
        package var authority: Authority

        package init(shop: String, locationId: Int64, adminUrl: String?, apiVersion: String, authority: Authority) {
            self.shop = shop
            self.locationId = locationId
            self.adminUrl = adminUrl
            self.apiVersion = apiVersion
            self.authority = authority
        }
    }

    /// Who is right about a difference that nothing explains. Source: domain.md section 5, "Settling".
    package enum Authority: String, Sendable, CaseIterable {
        case adopt, enforce
    }

    /// Why nothing is sent.
    package enum Pause: String, Sendable {
        /// A person asked for it.
        case requested
        /// The channel refused our credentials or the shop is closed; new credentials lift it.
        case credentials
        /// The app was uninstalled.
        case uninstalled
    }

    package let channelId: ChannelID
    package var kind: Kind
    /// `ChannelCredentials`, sealed by the vault.
    package var sealedCredentials: [UInt8]
    package var pause: Pause?
    package var lastError: String?
    package var lastReconciledAt: Timestamp?
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        channelId: ChannelID,
        kind: Kind,
        sealedCredentials: [UInt8],
        pause: Pause?,
        lastError: String? = nil,
        lastReconciledAt: Timestamp? = nil,
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.channelId = channelId
        self.kind = kind
        self.sealedCredentials = sealedCredentials
        self.pause = pause
        self.lastError = lastError
        self.lastReconciledAt = lastReconciledAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    package var shop: String? {
        if case .shopify(let settings) = kind { settings.shop } else { nil }
    }
}
