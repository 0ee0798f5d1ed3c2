import Foundation

/// What a crash would leave at this moment: the database and its log, copied while they are open.
func withCrashedCopy(of path: String, _ body: (String) async throws -> Void) async throws {
    try await withTemporaryDirectory { directory in
        let copy = "\(directory)/store.db"
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
        try await body(copy)
    }
}

/// Fills every page from this one on with what is no page.
func overwritePages(of path: String, from page: Int) throws {
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    let size = try file.seekToEnd()
    try file.seek(toOffset: UInt64(4096 * (page - 1)))
    try file.write(contentsOf: Data(repeating: 0xAB, count: Int(size) - 4096 * (page - 1)))
    try file.close()
}
