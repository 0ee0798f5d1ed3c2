import Foundation

/// The files of an installation that keeps its data in SQLite: the database, and beside it the key that seals secrets.
package struct DataFiles: Sendable {
    package let database: String

    package init(database: String) {
        self.database = database
    }

    /// Where the database is, and whatever is kept beside it.
    package var folder: String { URL(fileURLWithPath: database).deletingLastPathComponent().path }

    /// `syncstate.key` beside `syncstate.db`.
    package var key: String {
        let url = URL(fileURLWithPath: database)
        let name = url.deletingPathExtension().lastPathComponent
        return url.deletingLastPathComponent().appendingPathComponent("\(name).key").path
    }
}
