/// Collects one response as libcurl hands it over, within its limits.
struct ResponseCollector {
    private(set) var headers = ResponseHeaders()
    private(set) var body: [UInt8] = []

    /// Whether the empty line after the header lines came.
    private(set) var isHeaderComplete = false

    /// What was exceeded, if something was.
    private(set) var exceeded: Excess?

    enum Excess: String {
        case headerBytes = "header bytes"
        case bodyBytes = "body bytes"
    }

    private let maxHeaderBytes: Int
    private let maxBodyBytes: Int
    private var headerBytes = 0

    init(maxHeaderBytes: Int, maxBodyBytes: Int) {
        self.maxHeaderBytes = maxHeaderBytes
        self.maxBodyBytes = maxBodyBytes
    }

    /// Takes one header line, a status line included; false if that is more than is allowed.
    mutating func takeHeaderLine(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= maxHeaderBytes else {
            exceeded = .headerBytes
            return false
        }
        if line.starts(with: "HTTP/".utf8) {
            // A final response after an interim one, such as `100 Continue`, begins anew.
            headers = ResponseHeaders()
            isHeaderComplete = false
        } else if line.first == UInt8(ascii: "\r") || line.first == UInt8(ascii: "\n") {
            isHeaderComplete = true
        } else if !isHeaderComplete, let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            headers.append(
                name: String(decoding: line[..<colon], as: UTF8.self),
                value: String(decoding: line[(colon + 1)...].trimmed, as: UTF8.self)
            )
        }
        return true
    }

    /// Takes a piece of the body; false if that is more than is allowed.
    mutating func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= maxBodyBytes - body.count else {
            exceeded = .bodyBytes
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }
}

extension Slice<UnsafeRawBufferPointer> {
    /// Without the white space and line end around a field's value.
    fileprivate var trimmed: Self {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return self[startIndex..<startIndex]
        }
        return self[first...last]
    }
}
