import App
import Foundation

/// Looks at the files of an installation on this machine.
struct FileCheck {
    let settings: Settings

    private static let scarceBytes: Int64 = 1 << 30
    private static let tooFewBytes: Int64 = 64 << 20

    func findings() -> [Finding] {
        let files = DataFiles(database: settings.sqlitePath)
        let ofKey = settings.encryptionKey == nil ? privacy(of: files.key, "the key file") : []
        guard settings.dynamoDB == nil else { return ofKey + sharedKey }
        return privacy(of: files.database, "the database") + ofKey + space(at: files.database)
    }

    /// Every instance opens the channels' secrets with the same key.
    private var sharedKey: [Finding] {
        guard settings.encryptionKey == nil else { return [] }
        return [
            .warning(
                .files,
                "the key that seals secrets is in a file of this machine, and the tables are for any number of machines",
                cure: "set SYNCSTATE_ENCRYPTION_KEY to the same key on all of them"
            )
        ]
    }

    private func privacy(of path: String, _ name: String) -> [Finding] {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return [.ok(.files, "\(name) \(path) is not there yet; the first start makes it")]
        }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            return [.warning(.files, "\(name) \(path) is open to others (mode \(mode))", cure: "chmod 600 '\(path)'")]
        }
        guard status.st_uid == geteuid() || geteuid() == 0 else {
            return [
                .warning(
                    .files,
                    "\(name) \(path) belongs to another user",
                    cure: "run the doctor as the user who serves"
                )
            ]
        }
        return [.ok(.files, "\(name) \(path) is its owner's alone")]
    }

    private func space(at path: String) -> [Finding] {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var status = statvfs()
        guard statvfs(directory, &status) == 0 else {
            return [.ok(.files, "the directory \(directory) is not there yet; the first start makes it")]
        }
        let free = Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
        let message = "\(free >> 20) MiB are free at \(directory)"
        let cure = "make room, or move the database to a larger disk"
        if free < Self.tooFewBytes { return [.problem(.files, message, cure: cure)] }
        return [free < Self.scarceBytes ? .warning(.files, message, cure: cure) : .ok(.files, message)]
    }
}
