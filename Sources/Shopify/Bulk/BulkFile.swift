import CurlClient
import Foundation
import NIOConcurrencyHelpers

/// The outcome of a bulk operation on our own disk, in a file without a name: it is gone with the process.
///
/// Written by one thread while it is downloaded, then read by one task.
final class BulkFile: Sendable {
    struct Received: Sendable {
        var bytes: Int64 = 0
        var lineEnds: Int64 = 0
        var endsWithLine = true

        /// A last line need not be ended.
        var lines: Int64 { lineEnds + (endsWithLine ? 0 : 1) }
    }

    struct TooLarge: Error, CustomStringConvertible {
        let description = "the outcome of the bulk operation is larger than is allowed"
    }

    struct Broken: Error, CustomStringConvertible {
        let what: String
        let code: Int32
        var description: String { "the downloaded catalogue could not be \(what) (errno \(code))" }
    }

    /// A line is a level of a few hundred bytes.
    private static let longestLine = 1 << 20
    private static let pieceSize = 64 << 10

    private let descriptor: Int32
    private let limit: Int64
    private let state = NIOLockedValueBox(Received())

    init(in folder: String, limit: Int64) throws {
        let path = "\(folder)/.bulk-\(getpid())-\(UUID().uuidString)"
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Broken(what: "given a file", code: errno) }
        unlink(path)
        self.limit = limit
    }

    deinit { close(descriptor) }

    var received: Received { state.withLockedValue { $0 } }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
        try state.withLockedValue { received in
            guard received.bytes + Int64(bytes.count) <= limit else { throw TooLarge() }
            var rest = bytes
            while !rest.isEmpty {
                let written = pwrite(descriptor, rest.baseAddress, rest.count, off_t(received.bytes))
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { throw Broken(what: "written", code: errno) }
                received.bytes += Int64(written)
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
            received.lineEnds += Int64(bytes.count { $0 == UInt8(ascii: "\n") })
            if let last = bytes.last { received.endsWithLine = last == UInt8(ascii: "\n") }
        }
    }

    /// At most `count` lines from the place `offset` on, which is where a line begins, and where the next one does.
    func lines(from offset: Int64, atMost count: Int) throws -> (lines: [[UInt8]], next: Int64) {
        let end = received.bytes
        var (lines, line) = ([[UInt8]](), [UInt8]())
        var (place, next) = (offset, offset)
        var piece = [UInt8](repeating: 0, count: Self.pieceSize)
        while lines.count < count, place < end {
            let size = piece.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(place)) }
            if size < 0, errno == EINTR { continue }
            guard size > 0 else { throw Broken(what: "read", code: errno) }
            place += Int64(size)
            var rest = piece[..<size]
            while lines.count < count, let lineEnd = rest.firstIndex(of: UInt8(ascii: "\n")) {
                line += rest[..<lineEnd]
                next += Int64(line.count + 1)
                lines.append(line)
                line = []
                rest = rest[(lineEnd + 1)...]
            }
            guard lines.count < count else { break }
            line += rest
            guard line.count <= Self.longestLine else { throw Broken(what: "taken apart: a line is too long", code: 0) }
        }
        if lines.count < count, !line.isEmpty {
            next += Int64(line.count)
            lines.append(line)
        }
        return (lines, next)
    }
}
