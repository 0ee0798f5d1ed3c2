import NIOConcurrencyHelpers

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The log on the standard error stream. A line that the stream does not take (a closed pipe, a full disk) is dropped:
/// the log must not stop what it reports on.
package struct StandardError: LogOutput {
    private static let lock = NIOLock()

    package init() {}

    package static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    package func write(line: String) {
        let bytes = Array("\(line)\n".utf8)
        Self.lock.withLock {
            var start = 0
            while start < bytes.count {
                let count = bytes[start...].withUnsafeBytes { systemWrite(STDERR_FILENO, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                start += count
            }
        }
    }
}

/// `write` of the system, beside the method of that name.
private func systemWrite(_ file: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(file, bytes, count)
}
