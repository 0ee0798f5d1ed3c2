import Foundation
import NIOConcurrencyHelpers
import Sync

/// A claim that the kernel ends with the process, however that dies. The file holds the holder's process id for whoever is
/// refused.
final class FileLock: Sendable {
    private let descriptor: NIOLockedValueBox<Int32?>

    init(path: String, of claimed: String) throws(StoreError) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .unavailable("\(path) cannot be opened: \(StoreFile.reason(errno))") }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let holder = Self.holder(file)
            close(file)
            if code != EWOULDBLOCK { throw .unavailable("\(path) cannot be locked: \(StoreFile.reason(code))") }
            let process = holder.map { "process \($0)" } ?? "another process"
            throw .inUse("\(claimed) is in use by \(process): one process at a time may serve a database file")
        }
        let text = "\(getpid())\n"
        // Only whoever is refused reads it: a full disk leaves it empty, and the claim holds all the same.
        if ftruncate(file, 0) == 0 { _ = text.withCString { pwrite(file, $0, strlen($0), 0) } }
        descriptor = NIOLockedValueBox(file)
    }

    func release() {
        let file = descriptor.withLockedValue { descriptor in
            defer { descriptor = nil }
            return descriptor
        }
        if let file { close(file) }
    }

    deinit { release() }

    private static func holder(_ file: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = pread(file, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int(String(decoding: bytes.prefix(count), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
