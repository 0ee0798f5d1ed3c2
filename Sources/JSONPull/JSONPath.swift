/// Finds out where in a document a byte is. Only errors ask, so reading keeps no account of it.
enum JSONPath {
    /// Longer paths and names are cut, so that no document can blow up a log line.
    private static let maximumCharacters = 256
    private static let maximumKeyBytes = 64

    private enum Step {
        case element(Int)
        /// The raw name, without quotes; nil before it is seen.
        case member(UnsafeRawBufferPointer?)
    }

    /// The path of the value that the byte at `offset` belongs to. What comes before it must be well-formed, as it is
    /// where a reader stopped.
    static func path(at offset: Int, in bytes: JSONBytes) -> String {
        var path = ""
        for step in steps(to: min(offset, bytes.count), in: bytes) {
            switch step {
            case .element(let index): path += "[\(index)]"
            case .member(nil): break
            case .member(let name?): path = member(text(of: name), of: path)
            }
            if path.count > maximumCharacters { return path.prefix(maximumCharacters) + "…" }
        }
        return path
    }

    /// The path of the member `key` of the object at the path `object`.
    static func member(_ key: String, of object: String) -> String {
        let isPlain = !key.isEmpty && key.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !".[]\"".utf8.contains($0) }
        guard isPlain else { return object + "[\(key.debugDescription)]" }
        return object.isEmpty ? key : "\(object).\(key)"
    }

    private static func steps(to offset: Int, in bytes: JSONBytes) -> [Step] {
        var steps: [Step] = []
        var position = 0
        while position < offset {
            let byte = bytes[position]
            position += 1
            switch (byte, steps.last) {
            case (UInt8(ascii: "{"), _):
                steps.append(.member(nil))
            case (UInt8(ascii: "["), _):
                steps.append(.element(0))
            case (UInt8(ascii: "}"), _), (UInt8(ascii: "]"), _):
                _ = steps.popLast()
            case (UInt8(ascii: ","), .element(let index)):
                steps[steps.count - 1] = .element(index + 1)
            case (UInt8(ascii: ","), .member):
                steps[steps.count - 1] = .member(nil)
            case (UInt8(ascii: "\""), let container):
                let start = position
                guard let end = endOfString(from: start, to: offset, in: bytes) else { return steps }
                position = end
                guard case .member(nil) = container else { break }
                steps[steps.count - 1] = .member(bytes[start..<position - 1])
            default:
                break
            }
        }
        return steps
    }

    /// Behind the closing quote; nil if `offset` is inside the string.
    private static func endOfString(from start: Int, to offset: Int, in bytes: JSONBytes) -> Int? {
        var position = start
        while position < offset {
            switch bytes[position] {
            case UInt8(ascii: "\""): return position + 1
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
        return nil
    }

    private static func text(of name: UnsafeRawBufferPointer) -> String {
        // Not unescaped: the path shows the name as it is written. A cut in the middle of a character shows as U+FFFD.
        let isCut = name.count > maximumKeyBytes
        return String(decoding: name.prefix(maximumKeyBytes), as: UTF8.self) + (isCut ? "…" : "")
    }
}
