extension JSONReader {
    /// Reads an object: `body` is called for each member, before its value. Values that it does not read are skipped.
    package mutating func readObject(_ body: (borrowing JSONKey, inout JSONReader) throws -> Void) throws {
        try readContainer(.object) { reader in
            repeat {
                let (name, hasEscapes) = try reader.scan { scanner throws(JSONFault) in try scanner.skipKey() }
                let key = JSONKey(raw: reader.scanner.bytes[name], hasEscapes: hasEscapes)
                try reader.readOrSkip { reader in try body(key, &reader) }
            } while try reader.scan { scanner throws(JSONFault) in try scanner.skipSeparator(inObject: true) }
        }
    }

    /// Reads an array: `body` is called for each element. Those that it does not read are skipped.
    package mutating func readArray(_ body: (inout JSONReader) throws -> Void) throws {
        try readContainer(.array) { reader in
            repeat {
                try reader.readOrSkip(body)
            } while try reader.scan { scanner throws(JSONFault) in try scanner.skipSeparator(inObject: false) }
        }
    }

    /// Opens a container. `content` is called unless it is empty, and has to end behind the closing bracket.
    @inline(__always)
    private mutating func readContainer(_ kind: JSONKind, _ content: (inout JSONReader) throws -> Void) throws {
        try expect(kind)
        let start = scanner.position
        guard depth < depthLimit else { throw error(scanner.fault(.tooDeep(limit: depthLimit))) }
        if scanner.skipOpening(scanner.bytes[start]) { return }
        depth += 1
        defer { depth -= 1 }
        do {
            try content(&self)
        } catch {
            scanner.position = start
            throw error
        }
    }
}
