import Foundation
import Sync

/// The database file and this process's claim on it.
struct StoreFile: Sendable {
    /// Absolute and without symbolic links, so that every way to the file meets the same lock.
    let path: String
    private let lock: FileLock

    /// Makes what is missing (directories for their owner only, the file likewise) and claims the file for this process.
    ///
    /// Throws `StoreError.inUse` when another process has it, `.unavailable` when it cannot be made, `.damaged` when it is
    /// no database of this program.
    init(path: String) throws(StoreError) {
        let url = URL(fileURLWithPath: path).standardizedFileURL
        let directory = url.deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(
                at: directory,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw .unavailable("the directory \(directory.path) cannot be made: \(error.localizedDescription)")
        }
        let created = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard created >= 0 else { throw .unavailable("\(url.path) cannot be opened: \(Self.reason(errno))") }
        close(created)
        self.path = url.resolvingSymlinksInPath().path
        lock = try FileLock(path: self.path + ".lock", of: self.path)
        try DatabaseHeader.check(self.path)
    }

    /// Lets go of the file. Nothing may touch it from then on.
    func release() { lock.release() }

    static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
