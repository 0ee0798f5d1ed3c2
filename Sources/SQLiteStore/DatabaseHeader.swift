import Foundation
import Sync

/// A look at the first bytes of a database file, before SQLite opens and perhaps changes it.
/// Source: sqlite.org/fileformat2.html, "The Database Header".
enum DatabaseHeader {
    /// Says that a database is ours: "SySt".
    static let applicationID: Int32 = 0x5379_5374

    /// Throws `StoreError.damaged` for what is neither empty nor a database of this program.
    ///
    /// Called before any connection is open: closing a second descriptor would end the locks of a connection.
    static func check(_ path: String) throws(StoreError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .unavailable("\(path) cannot be read: \(StoreFile.reason(errno))") }
        defer { close(file) }
        var header = [UInt8](repeating: 0, count: 100)
        let count = pread(file, &header, header.count, 0)
        guard count >= 0 else { throw .unavailable("\(path) cannot be read: \(StoreFile.reason(errno))") }
        if count == 0 { return }
        guard count == header.count, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw .damaged("\(path) is not a SQLite database: restore a backup, or name another file")
        }
        let schemaCookie = number(header, at: 40)
        let application = number(header, at: 68)
        // A crash right after the file was made leaves a database of nobody without any table.
        guard application == UInt32(bitPattern: applicationID) || (application == 0 && schemaCookie == 0) else {
            throw .damaged("\(path) is a SQLite database of another program: name another file")
        }
    }

    private static func number(_ header: [UInt8], at offset: Int) -> UInt32 {
        header[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
