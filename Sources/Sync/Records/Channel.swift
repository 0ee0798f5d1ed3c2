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

    package typealias Authority = Inventory.Authority

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
    /// When the last full reconciliation began.
    package var lastReconciledAt: Timestamp?
    package var reconciliation: Reconciliation
    package let createdAt: Timestamp
    /// When its settings were put last; a pause is none of them.
    package var updatedAt: Timestamp

    package init(
        channelId: ChannelID,
        kind: Kind,
        sealedCredentials: [UInt8],
        pause: Pause?,
        lastError: String? = nil,
        lastReconciledAt: Timestamp? = nil,
        reconciliation: Reconciliation = Reconciliation(),
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.channelId = channelId
        self.kind = kind
        self.sealedCredentials = sealedCredentials
        self.pause = pause
        self.lastError = lastError
        self.lastReconciledAt = lastReconciledAt
        self.reconciliation = reconciliation
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// Whether whoever works for the channel must begin anew: it is another place, or is reached in another way. A token
    /// that was renewed is no reason: whoever renewed it has it.
    package func isServedOtherwise(than other: Channel) -> Bool {
        kind != other.kind || pause != other.pause || updatedAt != other.updatedAt
    }

    package var authority: Authority? {
        if case .shopify(let settings) = kind { settings.authority } else { nil }
    }

    package var shop: String? {
        if case .shopify(let settings) = kind { settings.shop } else { nil }
    }
}
