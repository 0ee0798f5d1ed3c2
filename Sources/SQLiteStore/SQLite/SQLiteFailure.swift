import GRDB
import GRDBSQLite
import Inventory
import Sync

/// What SQLite answered when it could not: its extended result code and its own words.
struct SQLiteFailure: Error, CustomStringConvertible {
    let code: Int32
    let message: String

    init(code: Int32, message: String) {
        self.code = code
        self.message = message
    }

    /// The failure that the connection met last.
    init(code: Int32, on handle: OpaquePointer?) {
        let text = handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
        self.init(code: code, message: text)
    }

    static let transactionEnded = SQLiteFailure(code: SQLITE_ABORT, message: "the transaction was ended by a failure")

    var description: String { "\(message) (SQLite \(code))" }

    private var primaryCode: Int32 { code & 0xFF }

    /// Whether the surroundings failed (disk, locks, memory, the file) and not the one statement that met it.
    var concernsWholeStore: Bool {
        switch primaryCode {
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_BUSY, SQLITE_LOCKED,
            SQLITE_CANTOPEN, SQLITE_NOMEM, SQLITE_ABORT, SQLITE_INTERRUPT, SQLITE_PERM, SQLITE_PROTOCOL:
            true
        default: false
        }
    }

    var storeError: StoreError {
        switch primaryCode {
        case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged(description)
        default: .unavailable(description)
        }
    }
}

/// A stored row that no version of this store writes.
struct DamagedRow: Error {
    let column: String
}

/// The error in the words of the port: what SQLite and the bytes say becomes `StoreError`, all else passes.
func storeError(_ error: any Error) -> any Error {
    switch error {
    case let failure as SQLiteFailure: failure.storeError
    case let failure as DatabaseError:
        SQLiteFailure(code: failure.extendedResultCode.rawValue, message: failure.message ?? "no message").storeError
    case let row as DamagedRow: StoreError.damaged("a stored \(row.column) cannot be read")
    case let value as DamagedValue: StoreError.damaged(value.description)
    default: error
    }
}
