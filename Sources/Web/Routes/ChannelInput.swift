import Inventory
import Shopify
import Sync

/// What `PUT /v1/channels/{channelId}` says: a kind with its settings, credentials, and perhaps a pause.
struct ChannelInput: Sendable {
    enum Kind: String, CaseIterable {
        case shopify, http
    }

    let kind: Channel.Kind
    let credentials: ChannelCredentials
    let paused: Bool?

    private static let secretLimit = 512
    private static let defaultAPIVersion = "2026-07"

    init(_ fields: inout BodyFields) {
        switch fields.choice("kind", or: Kind.shopify) {
        case .shopify: (kind, credentials) = Self.shopify(&fields)
        case .http: (kind, credentials) = Self.http(&fields)
        }
        paused = fields.optionalFlag("paused")
    }

    private static func shopify(_ fields: inout BodyFields) -> (Channel.Kind, ChannelCredentials) {
        let settings = Channel.ShopifySettings(
            shop: shop(&fields),
            locationId: locationId(&fields),
            adminUrl: url("adminUrl", allowsQuery: false, &fields),
            apiVersion: apiVersion(&fields),
            authority: fields.optionalChoice("authority") ?? .adopt
        )
        let token = fields.text("accessToken", limit: secretLimit)
        requirePrintable(token, "accessToken", &fields)
        let secrets = fields.texts("webhookSecrets", count: 1...5, limit: secretLimit)
        let credentials = ChannelCredentials(
            accessToken: token,
            signingSecrets: secrets,
            renewal: renewal(webhookSecret: secrets.first, &fields)
        )
        return (.shopify(settings), credentials)
    }

    /// Nil without a `refreshToken`: the access token does not expire then. An app's client secret signs its webhooks too.
    private static func renewal(webhookSecret: String?, _ fields: inout BodyFields) -> TokenRenewal? {
        let given = fields.optionalText("refreshToken", limit: secretLimit)
        let clientId = fields.optionalText("clientId", limit: secretLimit)
        let clientSecret = fields.optionalText("clientSecret", limit: secretLimit)
        let expiry = fields.optionalTime("accessTokenExpiresAt")
        let lastDay = fields.optionalTime("refreshTokenExpiresAt")
        guard let token = given else {
            if clientId != nil || clientSecret != nil || expiry != nil || lastDay != nil {
                fields.complain(
                    "refreshToken",
                    "is needed to renew an access token; leave out what belongs to it or give it"
                )
            }
            return nil
        }
        guard let clientId, let secret = clientSecret ?? webhookSecret else {
            if clientId == nil {
                fields.complain("clientId", "is needed beside refreshToken: the app's client id (API key)")
            }
            return nil
        }
        for (name, text) in [("refreshToken", token), ("clientId", clientId), ("clientSecret", secret)] {
            requirePrintable(text, name, &fields)
        }
        return TokenRenewal(
            clientId: clientId,
            clientSecret: secret,
            refreshToken: token,
            accessTokenExpiresAt: expiry,
            refreshTokenExpiresAt: lastDay
        )
    }

    private static func http(_ fields: inout BodyFields) -> (Channel.Kind, ChannelCredentials) {
        let address = fields.required("url", or: "") { url("url", allowsQuery: true, &$0) }
        let secret = fields.text("signingSecret", limit: secretLimit)
        return (.http(url: address), ChannelCredentials(accessToken: nil, signingSecrets: [secret]))
    }

    private static func shop(_ fields: inout BodyFields) -> String {
        let text = fields.text("shop", limit: ShopDomain.maximumLength)
        if let shop = ShopDomain(text) { return shop.value }
        if !text.isEmpty { fields.complain("shop", "must be the shop's domain, such as name.myshopify.com") }
        return text
    }

    /// A number, its digits as a string, or a GID.
    private static func locationId(_ fields: inout BodyFields) -> Int64 {
        let id: Int64? = fields.required("locationId", or: nil) { fields in
            guard fields.isText("locationId") else { return fields.optionalInteger("locationId").map(Optional.some) }
            let text = fields.optionalText("locationId", limit: 64) ?? ""
            return Optional.some(Int64(text.split(separator: "/").last.map(String.init) ?? ""))
        }
        guard let id, id > 0 else {
            if !fields.hasComplaint(about: "locationId") {
                fields.complain(
                    "locationId",
                    "must be a location's id, such as 905684977 or gid://shopify/Location/905684977"
                )
            }
            return 0
        }
        return id
    }

    private static func url(_ name: String, allowsQuery: Bool, _ fields: inout BodyFields) -> String? {
        guard let text = fields.optionalText(name, limit: ChannelURL.maximumLength) else { return nil }
        return fields.converted(name) { () throws(InvalidValue) in
            try ChannelURL.checked(text, field: name, allowsQuery: allowsQuery)
        }
    }

    private static func apiVersion(_ fields: inout BodyFields) -> String {
        guard let text = fields.optionalText("apiVersion", limit: 7) else { return defaultAPIVersion }
        if text.wholeMatch(of: /20[0-9]{2}-(?:01|04|07|10)/) == nil {
            fields.complain("apiVersion", "must be a release of the Admin API, such as \(defaultAPIVersion)")
        }
        return text
    }

    /// What goes into a header must not end it.
    private static func requirePrintable(_ text: String, _ name: String, _ fields: inout BodyFields) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return fields.complain(name, "must be printable ASCII without spaces")
        }
    }
}
