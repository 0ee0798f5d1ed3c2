import Foundation
import GRDBSQLite
import NIOConcurrencyHelpers

// Macros of sqlite3.h that are sums, which the importer does not read.
let ioWriteFailure = SQLITE_IOERR | (3 << 8)
let ioSyncFailure = SQLITE_IOERR | (4 << 8)

/// A `sqlite3_vfs` that does as the usual one does until it is told to fail: every write to a file from the nth on, or
/// every sync. One for each test: its name is its own.
final class FaultyDisk: Sendable {
    struct Orders: Sendable {
        /// Writes that still succeed; nil: all do.
        var writesLeft: Int?
        var writeFailure = SQLITE_FULL
        var failsSync = false
        fileprivate(set) var writes = 0
        fileprivate(set) var refused = 0
    }

    let name: String
    private static let all = NIOLockedValueBox<[String: NIOLockedValueBox<Orders>]>([:])
    private let orders: NIOLockedValueBox<Orders>

    init() {
        name = "faulty-\(UUID().uuidString)"
        orders = NIOLockedValueBox(Orders())
        Self.all.withLockedValue { [name, orders] in $0[name] = orders }
        Self.register(name)
    }

    func order(_ change: (inout Orders) -> Void) {
        orders.withLockedValue { change(&$0) }
    }

    var current: Orders { orders.withLockedValue { $0 } }

    // SQLite keeps what is registered for the life of the process, so nothing of this is ever freed.

    private static func register(_ name: String) {
        guard let usual = sqlite3_vfs_find(nil) else { return }
        let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        vfs.initialize(to: usual.pointee)
        vfs.pointee.zName = UnsafePointer(strdup(name))
        vfs.pointee.xOpen = { vfs, path, file, flags, outFlags in
            guard let vfs, let file, let usual = sqlite3_vfs_find(nil) else { return SQLITE_CANTOPEN }
            let code = usual.pointee.xOpen(usual, path, file, flags, outFlags)
            if code == SQLITE_OK, let methods = file.pointee.pMethods {
                file.pointee.pMethods = FaultyDisk.wrapped(methods, String(cString: vfs.pointee.zName))
            }
            return code
        }
        sqlite3_vfs_register(vfs, 0)
    }

    private struct Wrapped {
        let methods: UnsafeMutablePointer<sqlite3_io_methods>
        let usual: UnsafePointer<sqlite3_io_methods>
        let orders: NIOLockedValueBox<Orders>
    }

    // Only touched under the lock; the pointers in it are written once, before they are published.
    private nonisolated(unsafe) static var wrappings: [UnsafePointer<sqlite3_io_methods>: Wrapped] = [:]
    private static let lock = NIOLock()

    private static func wrapped(
        _ usual: UnsafePointer<sqlite3_io_methods>,
        _ name: String
    ) -> UnsafePointer<sqlite3_io_methods>? {
        guard let orders = all.withLockedValue({ $0[name] }) else { return nil }
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        methods.initialize(to: usual.pointee)
        methods.pointee.xWrite = { file, bytes, count, offset in
            guard let wrapped = FaultyDisk.wrapping(of: file) else { return ioWriteFailure }
            let failure = wrapped.orders.withLockedValue { orders -> Int32? in
                orders.writes += 1
                guard let left = orders.writesLeft else { return nil }
                orders.writesLeft = max(0, left - 1)
                if left > 0 { return nil }
                orders.refused += 1
                return orders.writeFailure
            }
            return failure ?? wrapped.usual.pointee.xWrite(file, bytes, count, offset)
        }
        methods.pointee.xSync = { file, flags in
            guard let wrapped = FaultyDisk.wrapping(of: file) else { return ioSyncFailure }
            let fails = wrapped.orders.withLockedValue { orders in
                if orders.failsSync { orders.refused += 1 }
                return orders.failsSync
            }
            return fails ? ioSyncFailure : wrapped.usual.pointee.xSync(file, flags)
        }
        let wrapping = Wrapped(methods: methods, usual: usual, orders: orders)
        lock.withLockVoid { wrappings[UnsafePointer(methods)] = wrapping }
        return UnsafePointer(methods)
    }

    private static func wrapping(of file: UnsafeMutablePointer<sqlite3_file>?) -> Wrapped? {
        guard let methods = file?.pointee.pMethods else { return nil }
        return lock.withLock { wrappings[methods] }
    }
}
