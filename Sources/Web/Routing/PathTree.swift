/// What the variable parts of a path stand for, still percent-encoded.
struct PathParameters: Sendable {
    fileprivate(set) var values: [(name: String, value: Substring)] = []

    subscript(name: String) -> Substring? {
        values.first { $0.name == name }?.value
    }
}

/// Finds what hangs at a path such as `/v1/inventory/{sku}`. By bytes, and before anything is decoded: a `%2F` ends no
/// segment. Hummingbird's own router puts together every character of a path as Swift counts them, which took a tenth of a
/// cached read. Empty segments are passed over: `/v1/alerts/` is `/v1/alerts`.
struct PathTree<Value: Sendable>: Sendable {
    private struct Node: Sendable {
        var literals: [(text: [UInt8], node: Int)] = []
        var variable: (name: String, node: Int)?
        var value: Value?
    }

    private var nodes = [Node()]

    /// The value at a path, `initial` if there was none yet.
    subscript(path: String, initial initial: @autoclosure () -> Value) -> Value {
        mutating get { nodes[node(at: path)].value ?? initial() }
        set { nodes[node(at: path)].value = newValue }
    }

    /// Literal parts come before variable ones.
    func match(_ path: Substring) -> (value: Value, parameters: PathParameters)? {
        var path = path
        var captured: [(name: String, range: Range<Int>)] = []
        let found = path.withUTF8 { descend(0, $0, from: 0, &captured) }
        guard let found, let value = nodes[found].value else { return nil }
        var parameters = PathParameters()
        for (name, range) in captured {
            let start = path.utf8.index(path.startIndex, offsetBy: range.lowerBound)
            let end = path.utf8.index(start, offsetBy: range.count)
            parameters.values.append((name, path[start..<end]))
        }
        return (value, parameters)
    }

    private func descend(
        _ node: Int,
        _ path: UnsafeBufferPointer<UInt8>,
        from position: Int,
        _ captured: inout [(name: String, range: Range<Int>)]
    ) -> Int? {
        var start = position
        while start < path.count, path[start] == UInt8(ascii: "/") { start += 1 }
        guard start < path.count else { return nodes[node].value == nil ? nil : node }
        let end = path[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.count
        let segment = UnsafeBufferPointer(rebasing: path[start..<end])
        for (text, next) in nodes[node].literals where text.elementsEqual(segment) {
            if let found = descend(next, path, from: end, &captured) { return found }
        }
        guard let variable = nodes[node].variable else { return nil }
        captured.append((variable.name, start..<end))
        if let found = descend(variable.node, path, from: end, &captured) { return found }
        captured.removeLast()
        return nil
    }

    private mutating func node(at path: String) -> Int {
        var node = 0
        for segment in path.split(separator: "/") {
            node =
                segment.hasPrefix("{")
                ? variable(String(segment.dropFirst().dropLast()), of: node) : literal(segment, of: node)
        }
        return node
    }

    private mutating func literal(_ text: Substring, of node: Int) -> Int {
        let text = Array(text.utf8)
        if let known = nodes[node].literals.first(where: { $0.text == text }) { return known.node }
        nodes.append(Node())
        nodes[node].literals.append((text, nodes.count - 1))
        return nodes.count - 1
    }

    private mutating func variable(_ name: String, of node: Int) -> Int {
        if let known = nodes[node].variable {
            precondition(known.name == name, "one part of a path has two names: \(known.name) and \(name)")
            return known.node
        }
        nodes.append(Node())
        nodes[node].variable = (name, nodes.count - 1)
        return nodes.count - 1
    }
}
