import Foundation

/// A directory of this process within another one, deleted at the end of `body`.
func withWorkingDirectory<Result>(in directory: URL, _ body: (URL) async throws -> Result) async throws -> Result {
    let place = directory.appending(path: "syncstate-bench-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer {
        // What cannot be deleted is left to whoever owns the directory; the figures are worth more than an error.
        try? FileManager.default.removeItem(at: place)
    }
    return try await body(place)
}
