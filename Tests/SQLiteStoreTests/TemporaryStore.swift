import Foundation
import Inventory
import Logging
import SQLiteStore
import Sync
import SyncTesting

/// A directory that is gone after the test.
func withTemporaryDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let directory = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer {
        // What is left behind lies in the system's temporary directory.
        try? FileManager.default.removeItem(at: directory)
    }
    return try await body(directory.path)
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

func openStore(
    _ path: String,
    clock: ManualClock = ManualClock(),
    options: SQLiteStore.Options = SQLiteStore.Options(durability: .processOnly),
    ids: SequentialIDs = SequentialIDs()
) async throws -> SQLiteStore {
    try await SQLiteStore.open(path: path, clock: clock, options: options, logger: quiet, makeID: ids.next)
}

/// A store with nothing in it, closed after `body`.
func withStore<Result>(
    options: SQLiteStore.Options = SQLiteStore.Options(durability: .processOnly),
    _ body: (StoreSubject, SQLiteStore, _ path: String) async throws -> Result
) async throws -> Result {
    try await withTemporaryDirectory { directory in
        let clock = ManualClock()
        let path = "\(directory)/store.db"
        let store = try await openStore(path, clock: clock, options: options)
        do {
            let result = try await body(StoreSubject(store: store, clock: clock), store, path)
            await store.close()
            return result
        } catch {
            await store.close()
            throw error
        }
    }
}
