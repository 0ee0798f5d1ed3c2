import Foundation
import NIOConcurrencyHelpers

/// Where an export is written: the standard output, or a file that gets its name when it is complete.
final class ExportOutput: Sendable {
    private let path: String?
    private let unfinishedPath: String
    private let descriptor: CInt
    private let written = NIOLockedValueBox<Int64>(0)

    var byteCount: Int64 { written.withLockedValue { $0 } }

    var isTerminal: Bool { isatty(descriptor) == 1 }

    init(standardOutput: Void) {
        path = nil
        unfinishedPath = "standard output"
        descriptor = STDOUT_FILENO
    }

    /// Throws `CommandFailure` naming the file.
    init(path: String) throws {
        self.path = path
        unfinishedPath = "\(path).\(getpid()).part"
        descriptor = open(unfinishedPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandFailure("\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var start = 0
        while start < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
            let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw CommandFailure(
                    "\(path ?? unfinishedPath) cannot be written on: \(String(cString: strerror(errno)))"
                )
            }
            start += count
        }
        written.withLockedValue { $0 += Int64(bytes.count) }
    }

    func close() throws {
        guard let path else { return }
        guard fsync(descriptor) == 0, Foundation.close(descriptor) == 0, rename(unfinishedPath, path) == 0 else {
            throw CommandFailure("\(path) cannot be completed: \(String(cString: strerror(errno)))")
        }
    }

    /// Takes away what is not complete.
    func discard() {
        if path != nil { unlink(unfinishedPath) }
    }
}
