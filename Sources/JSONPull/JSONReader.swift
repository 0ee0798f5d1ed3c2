/// Reads a JSON document front to back, on demand: what nobody asks for is checked and skipped, not decoded.
///
/// Strict (RFC 8259): valid UTF-8 and well-formed values everywhere, skipped parts included; nothing but white space
/// around the document; a limit to nesting. Numbers are read exactly or refused. A name that occurs twice in an object
/// is given twice, so with plain assignments the last one wins. `\u0000` in a string becomes U+0000, as the RFC has
/// it: who passes strings on to where NUL ends them must refuse it.
///
/// A read that throws leaves the reader before the value, which then can be read differently, or is skipped.
///
///     try JSONReader.read(body) { reader in
///         try reader.readObject { key, reader in
///             if key == "id" {
///                 id = try reader.readInt64()
///             } else if key == "line_items" {
///                 try reader.readArray { reader in lines.append(try Line(&reader)) }
///             }
///         }
///     }
package struct JSONReader: ~Copyable {
    /// How many containers may be open at once, unless asked otherwise; also the most that can be asked for.
    package static let defaultDepthLimit = 64

    var scanner: JSONScanner
    var depth = 0
    let depthLimit: Int

    private init(_ bytes: UnsafeRawBufferPointer, depthLimit: Int) {
        precondition((0...Self.defaultDepthLimit).contains(depthLimit))
        scanner = JSONScanner(bytes)
        self.depthLimit = depthLimit
    }

    /// Reads `bytes` as one document, which `body` gets a reader for. The rest of the document is checked after `body`
    /// returned, so its result counts only if this does not throw.
    ///
    /// - Throws: ``JSONError``, and what `body` throws.
    package static func read<Result>(
        _ bytes: UnsafeRawBufferPointer,
        depthLimit: Int = defaultDepthLimit,
        _ body: (inout JSONReader) throws -> Result
    ) throws -> Result {
        var reader = JSONReader(bytes, depthLimit: depthLimit)
        reader.scanner.skipWhitespace()
        let result = try reader.readOrSkip(body)
        reader.scanner.skipWhitespace()
        guard reader.offset == bytes.count else {
            let fault = reader.scanner.fault(.unexpected(bytes[reader.offset], expected: .end))
            throw reader.error(fault)
        }
        return result
    }

    package static func read<Result>(
        _ bytes: [UInt8],
        depthLimit: Int = defaultDepthLimit,
        _ body: (inout JSONReader) throws -> Result
    ) throws -> Result {
        try bytes.withUnsafeBytes { try read($0, depthLimit: depthLimit, body) }
    }

    /// - Throws: ``JSONError`` unless `bytes` are one JSON document.
    package static func validate(_ bytes: UnsafeRawBufferPointer, depthLimit: Int = defaultDepthLimit) throws {
        try read(bytes, depthLimit: depthLimit) { _ in }
    }

    package static func validate(_ bytes: [UInt8], depthLimit: Int = defaultDepthLimit) throws {
        try bytes.withUnsafeBytes { try validate($0, depthLimit: depthLimit) }
    }

    /// Where the reader stands, in bytes from the start of the document: the first byte of a value when a closure is
    /// called. With ``missing(_:inValueAt:)`` it names that value later on.
    package var offset: Int { scanner.position }

    /// The kind of the value that comes next.
    package func peekKind() throws -> JSONKind {
        guard offset < scanner.bytes.count else { throw error(scanner.fault(.endOfInput)) }
        let byte = scanner.bytes[offset]
        guard let kind = JSONKind(firstByte: byte) else {
            throw error(scanner.fault(.unexpected(byte, expected: .value)))
        }
        return kind
    }

    /// Passes over the next value, whatever it is, and checks it.
    package mutating func skipValue() throws {
        let (depth, limit) = (depth, depthLimit)
        try scan { scanner throws(JSONFault) in try scanner.skipValue(depth: depth, limit: limit) }
    }

    /// Checks the kind of what comes next.
    func expect(_ expected: JSONKind) throws {
        let found = try peekKind()
        guard found == expected else { throw error(.wrongKind(expected: expected, found: found), at: offset) }
    }

    /// Gives the value that comes next to `body`, and skips it if `body` did not read it.
    @inline(__always)
    mutating func readOrSkip<Result>(_ body: (inout JSONReader) throws -> Result) throws -> Result {
        let start = offset
        let result = try body(&self)
        if offset == start { try skipValue() }
        return result
    }

    /// Moves the scanner on, or leaves it where it is and names the fault.
    @inline(__always)
    mutating func scan<Result>(_ body: (inout JSONScanner) throws(JSONFault) -> Result) throws -> Result {
        let start = scanner.position
        do throws(JSONFault) {
            return try body(&scanner)
        } catch {
            scanner.position = start
            throw self.error(error)
        }
    }
}
