import DynamoDB
import Foundation
import Inventory
import Logging
import Shopify
import Signing
import Sync

extension Settings {
    package static let defaultSQLitePath = "syncstate.db"

    /// Throws the first `SettingsError` there is.
    package init(_ source: SettingsSource) throws(SettingsError) {
        dynamoDB = try Self.dynamoDB(source)
        broadcasts = try source.choice(.broadcast, of: Switch.self) != .off
        guard broadcasts || dynamoDB != nil else {
            throw SettingsError(
                .broadcast,
                "is off, and STORE is sqlite: no other server could tell the channels; leave it on"
            )
        }
        host =
            try source.text(.host, matching: /[A-Za-z0-9.:_%\[\]-]{1,253}/, shape: "an address or a host's name")
            ?? "127.0.0.1"
        port = Int(try source.integer(.port, in: 0...65_535) ?? 3000)
        logLevel = try source.choice(.logLevel, of: Logger.Level.self) ?? .info
        sqlitePath = try Self.sqlitePath(source)
        apiKey = try source.secret(.apiKey)
        encryptionKey = try Self.encryptionKey(source)
        shopify = try ShopifyChannelSettings(source)
        tokens = try TokenSettings(source)
        rules = try SyncSettings(source)
        let items = try source.integer(.bulkCatalogueItems, in: 0...100_000) ?? 10_000
        bulkCatalogueItems = items == 0 ? nil : Int(items)
        orders = try OrderSettings(source)
        unknownNames = source.unknownNames
    }

    private enum Switch: String, CaseIterable {
        case on, off
    }

    /// Nil where rows are kept in SQLite; what is set for DynamoDB is checked all the same.
    private static func dynamoDB(_ source: SettingsSource) throws(SettingsError) -> DynamoDBSettings? {
        var endpoint: String?
        for name in [SettingName.dynamoDBLocalEndpoint, .dynamoDBEndpoint] {
            guard let text = source.text(name) else { continue }
            let url = try checkedURL(text, name)
            endpoint = url.hasSuffix("/") ? String(url.dropLast()) : url
        }
        let prefix = try source.text(
            .dynamoDBTablePrefix,
            matching: /[A-Za-z0-9_.-]{1,200}/,
            shape: "1 to 200 letters, digits, '_', '.' or '-'"
        )
        let given = try source.text(.awsRegion, matching: /[a-z0-9-]{1,64}/, shape: "a region such as eu-central-1")
        guard try source.choice(.store, of: StoreEngine.self) == .dynamodb else { return nil }
        var region = given
        if region == nil { region = try otherRegion(source) }
        // Stand-ins take any.
        if region == nil, endpoint != nil { region = "us-east-1" }
        guard let region else {
            throw SettingsError(.awsRegion, "is not set, and STORE is dynamodb: set it to the region of the tables")
        }
        return DynamoDBSettings(
            tablePrefix: prefix ?? "SyncState-",
            region: region,
            endpoint: endpoint,
            environment: source.environment
        )
    }

    /// As AWS's own tools find it.
    private static func otherRegion(_ source: SettingsSource) throws(SettingsError) -> String? {
        if let region = source.environment["AWS_DEFAULT_REGION"], !region.isEmpty { return region }
        do {
            return try SharedFiles.region(source.environment)
        } catch {
            throw SettingsError(.awsRegion, "is not set, and \(error.reason)")
        }
    }

    private static func sqlitePath(_ source: SettingsSource) throws(SettingsError) -> String {
        let path = source.text(.sqlitePath) ?? defaultSQLitePath
        guard !path.hasPrefix(":"), !path.hasPrefix("file:") else {
            throw SettingsError(.sqlitePath, "must be the path of a file, not \(source.quoted(path)): counts must last")
        }
        var isDirectory: ObjCBool = false
        if path.hasSuffix("/")
            || FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
        {
            throw SettingsError(.sqlitePath, "must name a file, and \(source.quoted(path)) is a directory")
        }
        return path
    }

    private static func encryptionKey(_ source: SettingsSource) throws(SettingsError) -> SealingKey? {
        guard let text = source.text(.encryptionKey) else { return nil }
        do {
            return try SealingKey(base64: text)
        } catch {
            throw SettingsError(.encryptionKey, "is no key: \(error)")
        }
    }

    fileprivate static func checkedURL(
        _ text: String,
        _ name: SettingName,
        allowsQuery: Bool = false
    ) throws(SettingsError) -> String {
        do {
            return try ChannelURL.checked(text, field: name.rawValue, allowsQuery: allowsQuery)
        } catch {
            throw SettingsError(name, error)
        }
    }
}

extension ShopifyChannelSettings {
    static let defaultAPIVersion = "2026-07"

    /// What no shop can be reached without.
    private static let required: [SettingName] = [
        .shopifyShop, .shopifyAPISecret, .shopifyAccessToken, .shopifyLocationId,
    ]
    private static let optional: [SettingName] = [
        .shopifyAPISecretPrevious, .shopifyAPIVersion, .shopifyAdminURL, .shopifyRefreshToken,
    ]

    /// Nil if nothing of the channel is set.
    init?(_ source: SettingsSource) throws(SettingsError) {
        let missing = Self.required.filter { source.text($0) == nil }
        if let given = (Self.required + Self.optional).first(where: { source.text($0) != nil }), !missing.isEmpty {
            let names = missing.map(\.rawValue).joined(separator: ", ")
            throw SettingsError(
                given,
                "sets up the channel shopify, which also needs \(names); set all of them or none"
            )
        }
        guard let shop = source.text(.shopifyShop),
            let locationId = try source.integer(.shopifyLocationId, in: 1...Int64.max),
            let token = try source.secret(.shopifyAccessToken),
            let secret = try source.secret(.shopifyAPISecret)
        else { return nil }
        guard let domain = ShopDomain(shop) else {
            throw SettingsError(
                .shopifyShop,
                "must be the shop's permanent domain such as example.myshopify.com, not \(source.quoted(shop))"
            )
        }
        self.shop = domain.value
        self.locationId = locationId
        accessToken = token
        refreshToken = try source.secret(.shopifyRefreshToken)
        clientId = try source.text(.shopifyAPIKey, matching: /[!-~]{1,512}/, shape: "the app's client id")
        if refreshToken != nil, clientId == nil {
            throw SettingsError(
                .shopifyRefreshToken,
                "renews the access token of an app, whose client id SHOPIFY_API_KEY must name"
            )
        }
        webhookSecrets = [secret] + (try source.secret(.shopifyAPISecretPrevious).map { [$0] } ?? [])
        adminURL = nil
        if let text = source.text(.shopifyAdminURL) { adminURL = try Settings.checkedURL(text, .shopifyAdminURL) }
        apiVersion =
            try source.text(.shopifyAPIVersion, matching: /20[0-9]{2}-(?:01|04|07|10)/, shape: "such as 2026-07")
            ?? Self.defaultAPIVersion
    }
}

extension TokenSettings {
    init(_ source: SettingsSource) throws(SettingsError) {
        let shape = "up to 512 printable characters without blanks"
        shopifyAPIKey = try source.text(.shopifyAPIKey, matching: /[!-~]{1,512}/, shape: shape)
        issuer = try source.text(.jwtIssuer, matching: /[!-~]{1,512}/, shape: shape)
        audience = try source.text(.jwtAudience, matching: /[!-~]{1,512}/, shape: shape)
        jwks = nil
        guard let text = source.text(.jwtJWKS) else { return }
        if text.contains("://") {
            jwks = try Settings.checkedURL(text, .jwtJWKS, allowsQuery: true)
        } else if FileManager.default.isReadableFile(atPath: text) {
            jwks = text
        } else {
            throw SettingsError(.jwtJWKS, "must be a readable file or an https address, not \(source.quoted(text))")
        }
    }
}

extension SyncSettings {
    init(_ source: SettingsSource) throws(SettingsError) {
        func seconds(_ name: SettingName, in range: ClosedRange<Int64>, unit: Int64 = 1) throws(SettingsError)
            -> Duration?
        {
            try source.integer(name, in: range).map { .seconds($0 * unit) }
        }
        self.init()
        let day: Int64 = 86_400
        transactionTTL = try seconds(.transactionTTLDays, in: 1...3650, unit: day) ?? transactionTTL
        cacheTTL = try seconds(.cacheTTLSeconds, in: 0...day) ?? cacheTTL
        settleTime = try seconds(.settleSeconds, in: 1...3600) ?? settleTime
        reconcileInterval = try seconds(.reconcileMinutes, in: 1...1440, unit: 60) ?? reconcileInterval
        stallTime = try seconds(.stallSeconds, in: 1...day) ?? stallTime
        lowStockThreshold = try source.integer(.lowStockThreshold, in: 0...Quantity.limit) ?? lowStockThreshold
        defaultBuffer = try Self.buffer(source) ?? defaultBuffer
    }

    /// `5` keeps units back, `10%` or `12.5%` a part of what there is.
    private static func buffer(_ source: SettingsSource) throws(SettingsError) -> BufferRule? {
        guard let text = source.text(.defaultBuffer) else { return nil }
        let wrong = SettingsError(
            .defaultBuffer,
            "must be units such as 5 or a percentage such as 10%, not \(source.quoted(text))"
        )
        do {
            if let match = text.wholeMatch(of: /(\d{1,3})(?:\.(\d{1,2}))?\s*%/) {
                let decimals = (match.2.map(String.init) ?? "").padding(toLength: 2, withPad: "0", startingAt: 0)
                guard let whole = Int64(match.1), let rest = Int64(decimals) else { throw wrong }
                return try BufferRule(amount: .percent(Percent(hundredths: whole * 100 + rest)))
            }
            guard let units = Int64(text) else { throw wrong }
            return try BufferRule(amount: .units(units))
        } catch {
            throw wrong
        }
    }
}

extension OrderSettings {
    init(_ source: SettingsSource) throws(SettingsError) {
        reservation = .seconds(60 * (try source.integer(.reservationMinutes, in: 1...525_600) ?? 60))
        cartLifetime = .seconds(60 * (try source.integer(.cartMinutes, in: 1...525_600) ?? 1440))
        currency = try source.text(.currency, matching: /[A-Z]{3}/, shape: "three capitals such as USD") ?? "USD"
        taxRate = try source.decimal(.taxRate, upTo: 1) ?? 0
        shippingFlat = try source.decimal(.shippingFlat, upTo: 1_000_000) ?? 0
    }
}
