import Foundation

/// A file on its way to a server.
struct FileUpload: Sendable {
    let name: String
    /// Nil where nobody knows it beforehand: a pipe.
    let byteCount: Int64?
    /// Read by one transfer, which runs on one thread.
    private let descriptor: CInt

    /// Throws `CommandFailure` naming the file.
    init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure("\(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        try self.init(name: path, descriptor: descriptor)
    }

    init(standardInput: Void) throws {
        try self.init(name: "standard input", descriptor: STDIN_FILENO)
    }

    private init(name: String, descriptor: CInt) throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            throw CommandFailure("\(name) is no file that can be read")
        }
        self.name = name
        self.descriptor = descriptor
        byteCount = status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : nil
    }

    /// All of it, but not more than `limit` bytes.
    func contents(upTo limit: Int) throws -> [UInt8] {
        var contents: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while contents.count < limit {
            let count = try piece.withUnsafeMutableBytes { try read(into: $0) }
            guard count > 0 else { break }
            contents += piece.prefix(min(count, limit - contents.count))
        }
        return contents
    }

    /// The next bytes; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else {
                throw CommandFailure("\(name) cannot be read on: \(String(cString: strerror(errno)))")
            }
        }
    }
}
