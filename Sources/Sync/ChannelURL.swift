import FoundationEssentials
package import Inventory

/// The rule for addresses that we send to: https, or plain http to this machine itself.
package enum ChannelURL {
    package static let maximumLength = 2048

    /// `text` without trailing slashes, if the rule allows it. User names, fragments and, unless `allowsQuery`, queries
    /// are refused.
    package static func checked(
        _ text: String,
        field: String,
        allowsQuery: Bool = true
    ) throws(InvalidValue) -> String {
        func refused(_ message: String) -> InvalidValue { InvalidValue(field: field, message: message) }
        guard text.utf8.count <= maximumLength else {
            throw refused("must be at most \(maximumLength) characters long")
        }
        // What libcurl and Foundation could read in two ways is not let through.
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !#"@\"<>^`{|}"#.utf8.contains($0) }
        guard isPlain, let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty else {
            throw refused("must be an address such as https://example.com/path, without a user name")
        }
        guard parts.port.map({ (1...65_535).contains($0) }) ?? true else {
            throw refused("must have a port between 1 and 65535")
        }
        guard parts.fragment == nil, allowsQuery || parts.query == nil else {
            throw refused(allowsQuery ? "must not have a fragment" : "must not have a query or a fragment")
        }
        switch parts.scheme?.lowercased() {
        case "https": break
        case "http":
            guard isLoopback(host) else {
                throw refused("must begin with https:// (plain http is for 127.0.0.1, ::1 and localhost only)")
            }
        default: throw refused("must begin with https://")
        }
        var end = text[...]
        if parts.query == nil { while end.last == "/" { end.removeLast() } }
        return String(end)
    }

    /// Whether `host` means this machine: 127.0.0.0/8, ::1 or localhost, and nothing that merely begins so.
    package static func isLoopback(_ host: String) -> Bool {
        if ["localhost", "::1", "[::1]"].contains(host.lowercased()) { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets[0] == "127"
            && octets.allSatisfy { octet in
                octet.utf8.allSatisfy { (0x30...0x39).contains($0) } && (1...3).contains(octet.utf8.count)
                    && UInt8(octet) != nil
            }
    }
}
