import HTTPTypes

extension HTTPRequest {
    /// The path as it was sent, and what stands behind the first `?`.
    var target: (path: Substring, query: Substring?) {
        guard let path else { return ("", nil) }
        // By bytes: Swift's own characters would be put together one by one.
        guard let mark = path.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (path[...], nil) }
        return (path[..<mark], path[path.utf8.index(after: mark)...])
    }
}
