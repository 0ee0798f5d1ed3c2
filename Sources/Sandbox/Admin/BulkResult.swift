/// The answer of a bulk query as JSON lines: each node of a connection is a line of its own, after the one that holds it,
/// which it names in `__parentId`.
struct BulkResult {
    private(set) var lines: [UInt8] = []
    private(set) var objectCount: Int64 = 0
    private(set) var rootObjectCount: Int64 = 0
    private(set) var hasConnection = false

    init(_ data: JSONValue) {
        guard case .object(let members) = data else { return }
        for member in members {
            if let nodes = nodes(member.value) {
                write(nodes, parentId: nil)
            } else if case .object = member.value {
                // A single thing is a line too, before what its connections hold.
                write([member.value], parentId: nil)
            }
        }
    }

    private mutating func write(_ nodes: [JSONValue], parentId: JSONValue?) {
        for node in nodes {
            guard case .object(let members) = node else { continue }
            var line: [JSONValue.Member] = []
            var connections: [[JSONValue]] = []
            for member in members {
                if let inner = self.nodes(member.value) { connections.append(inner) } else { line.append(member) }
            }
            if let parentId {
                line.append(.init(name: "__parentId", value: parentId))
            } else {
                rootObjectCount += 1
            }
            objectCount += 1
            lines += JSONValue.object(line).bytes + [UInt8(ascii: "\n")]
            for inner in connections { write(inner, parentId: node["id"]) }
        }
    }

    /// Nil for what is no connection.
    private mutating func nodes(_ value: JSONValue) -> [JSONValue]? {
        guard case .object = value else { return nil }
        let nodes = value["edges"].elements.map { $0.map { $0["node"] } } ?? value["nodes"].elements
        if nodes != nil { hasConnection = true }
        return nodes
    }
}
