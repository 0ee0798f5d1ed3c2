import GRDB
import Sync

/// Brings a database to the tables of this version, in one transaction for each step.
enum Migrations {
    private static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("v1") { db in
            try db.execute(sql: Version1.sql)
            try db.execute(sql: "PRAGMA application_id = \(DatabaseHeader.applicationID)")
        }
        migrator.registerMigration("v2") { db in try db.execute(sql: Version2.sql) }
        return migrator
    }()

    /// Throws `StoreError.unavailable` for a database that a later version has written.
    static func run(_ pool: DatabasePool, path: String) throws {
        if try pool.read(migrator.hasBeenSuperseded) {
            throw StoreError.unavailable("it was written by a later version of this program: update the program")
        }
        try migrator.migrate(pool)
    }
}
