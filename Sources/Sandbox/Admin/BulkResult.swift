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
            if let nodes = Self.nodes(member.value) {
                write(nodes, parentId: .null)
            } else if case .object = member.value {
                // A connection inside of a single object: its nodes are the lines.
                writeConnections(of: member.value, parentId: .null)
            }
        }
    }

    private mutating func write(_ nodes: [JSONValue], parentId: JSONValue) {
        hasConnection = true
        for node in nodes {
            guard case .object(let members) = node else { continue }
            var line = members.filter { Self.nodes($0.value) == nil }
            if parentId == .null {
                rootObjectCount += 1
            } else {
                line.append(.init(name: "__parentId", value: parentId))
            }
            objectCount += 1
            lines += JSONValue.object(line).bytes + [UInt8(ascii: "\n")]
            writeConnections(of: node, parentId: node["id"])
        }
    }

    private mutating func writeConnections(of object: JSONValue, parentId: JSONValue) {
        guard case .object(let members) = object else { return }
        for member in members {
            if let nodes = Self.nodes(member.value) { write(nodes, parentId: parentId) }
        }
    }

    /// Nil for what is no connection.
    private static func nodes(_ value: JSONValue) -> [JSONValue]? {
        guard case .object = value else { return nil }
        if let edges = value["edges"].elements { return edges.map { $0["node"] } }
        return value["nodes"].elements
    }
}
