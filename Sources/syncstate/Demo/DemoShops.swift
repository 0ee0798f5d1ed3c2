import Sandbox

/// The places that sell in the demo, by the names of their channels.
enum DemoShops {
    static let north = "demo-north"
    static let south = "demo-south"
    static let pointOfSale = "pos"
    static let all = [north, south, pointOfSale]

    static let pointOfSaleSecret = "demo-pos-secret"

    /// `demo-north.myshopify.com` is the channel `demo-north`.
    static func channel(of domain: String) -> String {
        domain.split(separator: ".").first.map(String.init) ?? domain
    }
}
