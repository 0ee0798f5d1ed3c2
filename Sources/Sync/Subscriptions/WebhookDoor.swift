import FoundationEssentials
package import Inventory

/// The public address at which a shop's deliveries are taken in.
package struct WebhookDoor: Sendable, Equatable {
    /// `https://sync.example.com/webhook/shopify`
    package let uri: String
    private let authority: String

    static let path = "/webhook/shopify"
    private static let paths = [path, "/webhooks/shopify"]

    /// From the door itself, or from the address under which the server is reached.
    package init(_ text: String, field: String) throws(InvalidValue) {
        let base = try ChannelURL.checked(text, field: field, allowsQuery: false)
        uri = Self.isDoor(base) ? base : base + Self.path
        authority = Self.authority(of: uri) ?? ""
    }

    /// How an address stands to this one.
    enum Relation {
        case same
        /// A door of the same host, written in another way.
        case sameHost
        /// A door of another host: an earlier address of ours, or another installation.
        case otherHost
        /// Not a door as ours is: somebody else's.
        case foreign
    }

    func relation(to other: String) -> Relation {
        if other == uri { return .same }
        guard Self.isDoor(other), let authority = Self.authority(of: other) else { return .foreign }
        return authority == self.authority ? .sameHost : .otherHost
    }

    private static func isDoor(_ address: String) -> Bool {
        var rest = address[...]
        while rest.last == "/" { rest.removeLast() }
        return paths.contains { rest.hasSuffix($0) }
    }

    /// Host and port. A host without one is the same by either scheme.
    private static func authority(of address: String) -> String? {
        guard let parts = URLComponents(string: address), let host = parts.host else { return nil }
        return parts.port.map { "\(host.lowercased()):\($0)" } ?? host.lowercased()
    }
}
