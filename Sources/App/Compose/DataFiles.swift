import Foundation
import Signing

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

    /// The key of the settings, else that of the key file, which is made if there is none.
    func sealingKey(_ settings: Settings) throws(SettingsError) -> SealingKey {
        if let key = settings.encryptionKey { return key }
        do {
            return try SealingKey.loadOrCreateKeyFile(path: key)
        } catch {
            throw SettingsError(.encryptionKey, "is not set, and the key file in its place is of no use: \(error)")
        }
    }
}
