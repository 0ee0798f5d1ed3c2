import Foundation

/// The files of an installation that keeps its data in SQLite: the database, and beside it the key that seals secrets.
package struct DataFiles: Sendable {
    package let database: String

    package init(database: String) {
        self.database = database
    }

    /// `syncstate.key` beside `syncstate.db`.
    package var key: String {
        let url = URL(fileURLWithPath: database)
        let name = url.deletingPathExtension().lastPathComponent
        return url.deletingLastPathComponent().appendingPathComponent("\(name).key").path
    }
}
