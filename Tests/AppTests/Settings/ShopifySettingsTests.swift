import App
import Signing
import Testing

@Suite struct ShopifySettingsTests {
    private static let complete = [
        "SHOPIFY_SHOP": "Example.myshopify.com", "SHOPIFY_API_SECRET": "s1", "SHOPIFY_ACCESS_TOKEN": "shpat_1",
        "SHOPIFY_LOCATION_ID": "655441491",
    ]

    private func channel(_ changes: [String: String] = [:]) throws -> ShopifyChannelSettings? {
        try Settings(SettingsSource(environment: Self.complete.merging(changes) { $1 })).shopify
    }

    @Test func aShopIsSetUpByFourSettings() throws {
        let channel = try #require(try channel())
        #expect(channel.shop == "example.myshopify.com")
        #expect(channel.locationId == 655_441_491)
        #expect(channel.accessToken.reveal() == "shpat_1")
        #expect(channel.webhookSecrets.map { $0.reveal() } == ["s1"])
        #expect(channel.adminURL == nil)
        #expect(channel.apiVersion == "2026-07")
    }

    @Test func theOthersAreOptional() throws {
        let channel = try #require(
            try channel([
                "SHOPIFY_API_SECRET_PREVIOUS": "s0", "SHOPIFY_API_VERSION": "2026-10",
                "SHOPIFY_ADMIN_URL": "http://127.0.0.1:4000/",
            ])
        )
        #expect(channel.webhookSecrets.map { $0.reveal() } == ["s1", "s0"])
        #expect(channel.adminURL == "http://127.0.0.1:4000")
        #expect(channel.apiVersion == "2026-10")
    }

    @Test(arguments: complete.keys)
    func halfAShopNamesWhatIsMissing(name: String) throws {
        let error = try #require(throws: SettingsError.self) { try channel([name: ""]) }
        #expect("\(error)".contains("also needs \(name);"))
    }

    @Test func theAudienceAloneIsNoShop() throws {
        #expect(try Settings(SettingsSource(environment: ["SHOPIFY_API_KEY": "client"])).shopify == nil)
    }

    @Test(arguments: [
        ("SHOPIFY_SHOP", "https://example.myshopify.com"), ("SHOPIFY_SHOP", "example"), ("SHOPIFY_LOCATION_ID", "0"),
        ("SHOPIFY_LOCATION_ID", "gid://shopify/Location/1"), ("SHOPIFY_API_VERSION", "2026-08"),
        ("SHOPIFY_ADMIN_URL", "http://example.com"), ("SHOPIFY_ADMIN_URL", "https://example.com?x=1"),
        ("SHOPIFY_ACCESS_TOKEN", "shp at"), ("SHOPIFY_API_SECRET", "sécret"), ("SHOPIFY_API_SECRET_PREVIOUS", "a\tb"),
    ])
    func aWrongValueIsNamed(name: String, value: String) throws {
        let error = try #require(throws: SettingsError.self) { try channel([name: value]) }
        #expect("\(error)".hasPrefix("\(name) "))
        if SettingName(rawValue: name)?.isSecret == true { #expect(!"\(error)".contains(value)) }
    }
}
