import Foundation
import SQLiteStore
import Sync

/// A database in a folder of its own.
@SimulationActor
final class SQLiteGround: Ground {
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("syncstate-simulation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    func open(_ surroundings: Surroundings) async throws -> OpenEngine {
        let store = try await SQLiteStore.open(
            path: directory.appendingPathComponent("world.sqlite").path,
            clock: surroundings.clock,
            options: SQLiteStore.Options(durability: .processOnly),
            logger: Backend.silence,
            makeID: surroundings.ids.next
        )
        return OpenEngine(
            store: store,
            claims: SoleInstance(),
            beat: { _ in },
            kill: {},
            close: { await store.close() }
        )
    }

    func clear() throws { try FileManager.default.removeItem(at: directory) }
}
