import Foundation
import Inventory
import Logging
import Signing
import Sync
import Testing

@testable import App

@Suite struct SettingsTests {
    private func settings(_ environment: [String: String]) throws -> Settings {
        try Settings(SettingsSource(environment: environment))
    }

    @Test func everythingHasADefault() throws {
        let settings = try settings([:])
        #expect(settings.host == "127.0.0.1")
        #expect(settings.port == 3000)
        #expect(settings.logLevel == .info)
        #expect(settings.sqlitePath == "syncstate.db")
        #expect(settings.apiKey == nil && settings.encryptionKey == nil && settings.shopify == nil)
        #expect(settings.rules == SyncSettings())
        #expect(settings.tokens == TokenSettings())
        #expect(settings.orders.reservation == .seconds(3600) && settings.orders.cartLifetime == .seconds(86_400))
        #expect(settings.orders.currency == "USD" && settings.orders.taxRate == 0 && settings.orders.shippingFlat == 0)
    }

    @Test func everyValueIsTaken() throws {
        let settings = try settings([
            "HOST": "::1", "PORT": "0", "LOG_LEVEL": "Debug", "STORE": "sqlite", "SQLITE_PATH": "/var/x.db",
            "SYNCSTATE_API_KEY": "key", "SYNCSTATE_ENCRYPTION_KEY": Data(repeating: 7, count: 32).base64EncodedString(),
            "SHOPIFY_API_KEY": "client", "JWT_JWKS": "https://id.example.com/keys?x=1",
            "JWT_ISSUER": "https://id.example.com/",
            "JWT_AUDIENCE": "us", "CACHE_TTL_SECONDS": "1", "TRANSACTION_TTL_DAYS": "2", "SETTLE_SECONDS": "3",
            "RECONCILE_MINUTES": "4", "STALL_SECONDS": "5", "LOW_STOCK_THRESHOLD": "6", "DEFAULT_BUFFER": "7",
            "RESERVATION_MINUTES": "8", "CART_MINUTES": "9", "CURRENCY": "EUR", "TAX_RATE": "0.0825",
            "SHIPPING_FLAT": "4.95",
        ])
        #expect(settings.host == "::1" && settings.port == 0 && settings.logLevel == .debug)
        #expect(settings.sqlitePath == "/var/x.db")
        #expect(settings.apiKey?.reveal() == "key" && settings.encryptionKey != nil)
        let rules = SyncSettings(
            transactionTTL: .seconds(2 * 86_400),
            cacheTTL: .seconds(1),
            settleTime: .seconds(3),
            reconcileInterval: .seconds(240),
            stallTime: .seconds(5),
            lowStockThreshold: 6,
            defaultBuffer: try BufferRule(amount: .units(7))
        )
        #expect(settings.rules == rules)
        #expect(settings.orders.reservation == .seconds(480) && settings.orders.cartLifetime == .seconds(540))
        #expect(
            settings.orders.taxRate == Decimal(string: "0.0825")
                && settings.orders.shippingFlat == Decimal(string: "4.95")
        )
        #expect(settings.tokens.jwks == "https://id.example.com/keys?x=1" && settings.tokens.shopifyAPIKey == "client")
    }

    @Test(arguments: [
        ("HOST", "a b"), ("PORT", "70000"), ("PORT", "-1"), ("PORT", "3000x"), ("PORT", "３０００"), ("LOG_LEVEL", "loud"),
        ("STORE", "postgres"), ("SQLITE_PATH", ":memory:"), ("SQLITE_PATH", "/tmp"),
        ("SQLITE_PATH", "x/"),
        ("DYNAMODB_ENDPOINT", "dynamo"), ("DYNAMODB_LOCAL_ENDPOINT", "http://example.com"),
        ("DYNAMODB_TABLE_PREFIX", "a b"),
        ("AWS_REGION", "EU Central"), ("SYNCSTATE_API_KEY", "two words"), ("SYNCSTATE_ENCRYPTION_KEY", "c2hvcnQ="),
        ("SYNCSTATE_ENCRYPTION_KEY", "no base64"), ("JWT_JWKS", "/does/not/exist"),
        ("JWT_JWKS", "http://id.example.com"),
        ("JWT_ISSUER", "a b"), ("SHOPIFY_API_KEY", "ü"), ("CACHE_TTL_SECONDS", "-1"), ("TRANSACTION_TTL_DAYS", "0"),
        ("SETTLE_SECONDS", "0"), ("RECONCILE_MINUTES", "1.5"), ("STALL_SECONDS", "soon"), ("LOW_STOCK_THRESHOLD", "-1"),
        ("DEFAULT_BUFFER", "-1"), ("DEFAULT_BUFFER", "101%"), ("DEFAULT_BUFFER", "1.234%"), ("DEFAULT_BUFFER", "ten"),
        ("DEFAULT_BUFFER", "99999999999999999999"), ("RESERVATION_MINUTES", "0"), ("CART_MINUTES", "x"),
        ("CURRENCY", "euro"),
        ("TAX_RATE", "19"), ("TAX_RATE", "0,19"), ("TAX_RATE", "1e-2"), ("SHIPPING_FLAT", "-4"), ("SHIPPING_FLAT", "."),
    ])
    func aWrongValueIsOneLineThatNamesIt(name: String, value: String) throws {
        let error = try #require(throws: SettingsError.self) { try settings([name: value]) }
        let line = "\(error)"
        #expect(line.hasPrefix("\(name) "))
        #expect(!line.contains("\n"))
        #expect(line.utf8.count < 300)
        if SettingName(rawValue: name)?.isSecret == true { #expect(!line.contains(value)) }
    }

    @Test func whatAValueDoesToATerminalIsNotRepeated() throws {
        let error = try #require(throws: SettingsError.self) {
            try settings(["PORT": "1\u{1B}[2J\n" + String(repeating: "9", count: 500)])
        }
        #expect("\(error)".unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        #expect("\(error)".count < 300)
    }

    @Test func dynamoDBNeedsARegion() throws {
        let none = ["STORE": "dynamodb", "AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere"]
        let error = try #require(throws: SettingsError.self) { try settings(none) }
        #expect("\(error)" == "AWS_REGION is not set, and STORE is dynamodb: set it to the region of the tables")
        for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            let tables = try settings(none.merging([name: "eu-central-1"]) { $1 }).dynamoDB
            #expect(tables?.region == "eu-central-1" && tables?.tablePrefix == "SyncState-" && tables?.endpoint == nil)
        }
        let local = try settings(
            none.merging(["DYNAMODB_LOCAL_ENDPOINT": "http://127.0.0.1:8000/", "DYNAMODB_TABLE_PREFIX": "t-"]) { $1 }
        )
        #expect(local.dynamoDB?.endpoint == "http://127.0.0.1:8000" && local.dynamoDB?.tablePrefix == "t-")
        #expect(try settings(["AWS_REGION": "eu-central-1"]).dynamoDB == nil)
    }

    @Test(arguments: [
        ("5", "units"), ("0", "units"), ("10%", "10"), ("12.5%", "12.5"), ("0.05 %", "0.05"), ("100%", "100"),
    ])
    func buffersAreUnitsOrPercent(text: String, expected: String) throws {
        switch try settings(["DEFAULT_BUFFER": text]).rules.defaultBuffer.amount {
        case .units(let units): #expect(expected == "units" && "\(units)" == text)
        case .percent(let percent): #expect(percent.decimalText == expected)
        case nil: Issue.record("no amount")
        }
    }

    @Test func anEmptyValueIsAbsent() throws {
        let source = SettingsSource(
            options: [.host: " "],
            environment: ["PORT": "", "HOST": ""],
            dotEnv: ["HOST": "::1"]
        )
        let settings = try Settings(source)
        #expect(settings.port == 3000)
        #expect(settings.host == "::1")
    }

    @Test func optionsBeatTheEnvironmentAndThatBeatsTheFile() throws {
        let source = SettingsSource(
            options: [.port: "1"],
            environment: ["PORT": "2", "SETTLE_SECONDS": "2"],
            dotEnv: ["PORT": "3", "SETTLE_SECONDS": "3", "STALL_SECONDS": "3", "SHOPIFY_SHOPP": "x", "OTHER": "x"]
        )
        let settings = try Settings(source)
        #expect(settings.port == 1)
        #expect(settings.rules.settleTime == .seconds(2))
        #expect(settings.rules.stallTime == .seconds(3))
        #expect(settings.unknownNames == ["SHOPIFY_SHOPP"])
    }
}
