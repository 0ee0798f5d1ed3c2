/// A request as it came over the wire.
struct ServerRequest: Sendable {
    let method: String
    let target: String
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    /// The values under the name; a header sent twice has two.
    func values(of name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    init?(head: String, body: [UInt8]) {
        var lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
        guard let start = lines.popFirst()?.split(separator: " "), start.count == 3 else { return nil }
        method = String(start[0])
        target = String(start[1])
        headers = lines.filter { !$0.isEmpty }.map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count > 1 ? parts[1].trimmingPrefix(" ").description : "")
        }
        self.body = body
    }
}
