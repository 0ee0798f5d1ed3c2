import Foundation

/// The thread that the writer lives on. The writer is made there and never leaves it.
enum WriterThread {
    /// Returns once the writer is ready; the task ends when the writer has.
    static func start(_ surroundings: Writer.Surroundings) async throws -> Task<Void, Never> {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        try await withCheckedThrowingContinuation { (ready: CheckedContinuation<Void, any Error>) in
            let thread = Thread {
                defer { end.finish() }
                let writer: Writer
                do {
                    writer = try Writer(surroundings)
                } catch {
                    ready.resume(throwing: error)
                    return
                }
                ready.resume()
                writer.run()
            }
            thread.name = "store-writer"
            thread.start()
        }
        return Task { for await _ in ends {} }
    }
}
