#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension SealingKey {
    /// Reads the key file at `path`, or makes a new key and writes it there if nothing is at `path` yet.
    ///
    /// The file holds the key in base64 and a line feed. A new one has mode 0600, is complete and on disk before it gets
    /// its name, and never replaces another: of two processes that start at once both end up with the same key.
    ///
    /// - Throws: ``KeyFileError``, also for a file that group or others may read or write.
    package static func loadOrCreateKeyFile(path: String) throws -> SealingKey {
        if let key = try load(path: path) { return key }
        try create(path: path)
        guard let key = try load(path: path) else { throw KeyFileError(path, "it vanished while it was being created") }
        return key
    }

    /// Nil if there is no file.
    private static func load(path: String) throws -> SealingKey? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw KeyFileError(path, system: "it cannot be opened")
        }
        defer { close(file) }
        try checkIsPrivate(file, path: path)
        // A key and a line feed are 45 bytes; a buffer with room to spare shows a file that is no key file.
        var content = [UInt8](repeating: 0, count: 256)
        let count = read(file, &content, content.count)
        guard count >= 0 else { throw KeyFileError(path, system: "it cannot be read") }
        guard count < content.count else { throw KeyFileError(path, "it is too long to be a key file") }
        var text = content.prefix(count)
        while let last = text.last, [0x0A, 0x0D, 0x20].contains(last) { text.removeLast() }
        do {
            return try SealingKey(base64: String(decoding: text, as: UTF8.self))
        } catch {
            throw KeyFileError(path, "\(error)")
        }
    }

    private static func checkIsPrivate(_ file: CInt, path: String) throws {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw KeyFileError(path, system: "its mode cannot be read") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw KeyFileError(path, "it is not a regular file") }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw KeyFileError(path, "others may use it (mode \(mode)); run: chmod 600 '\(path)'")
        }
    }

    /// Writes a new key to `path`, unless something is there already.
    static func create(path: String) throws {
        let unnamed = "\(path).\(Hex.encode(SecureRandom.bytes(8)))"
        try writeDurably(Array((generate().revealBase64() + "\n").utf8), to: unnamed)
        defer { unlink(unnamed) }
        // Unlike rename, link refuses to replace; a file already there is another process's key, and as good.
        guard link(unnamed, path) == 0 || errno == EEXIST else {
            throw KeyFileError(path, system: "it cannot be created")
        }
        try syncDirectory(of: path)
    }

    private static func writeDurably(_ bytes: [UInt8], to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw KeyFileError(path, system: "it cannot be created") }
        do {
            defer { close(file) }
            // 45 bytes go to a regular file whole or not at all; a short count means a full disk.
            guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
                throw KeyFileError(path, system: "it cannot be written")
            }
        } catch {
            unlink(path)
            throw error
        }
    }

    private static func syncDirectory(of path: String) throws {
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let file = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw KeyFileError(path, system: "its directory cannot be opened") }
        defer { close(file) }
        guard fsync(file) == 0 else { throw KeyFileError(path, system: "its directory cannot be synced") }
    }
}

/// Why a key file is of no use, and what to do about it. Never holds the content.
package struct KeyFileError: Error, CustomStringConvertible {
    package let path: String
    package let reason: String

    init(_ path: String, _ reason: String) {
        self.path = path
        self.reason = reason
    }

    /// Adds what the last system call said.
    init(_ path: String, system reason: String) {
        self.init(path, "\(reason): \(String(cString: strerror(errno)))")
    }

    package var description: String { "key file '\(path)': \(reason)" }
}
