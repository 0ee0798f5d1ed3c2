import Hummingbird
import InventoryFiles
import NIOConcurrencyHelpers
import NIOCore
import Signing
import Sync

/// A streamed file of counts, read line by line as it arrives.
struct ImportStream: AsyncSequence, Sendable {
    enum Format: Sendable {
        case csv, ndjson

        /// Nil for a media type that is no file of counts.
        init?(contentType: String?) {
            switch contentType?.prefix(while: { $0 != ";" }).lowercased().filter({ $0 != " " }) {
            case "text/csv": self = .csv
            case "application/x-ndjson", "application/ndjson": self = .ndjson
            default: return nil
            }
        }
    }

    let format: Format
    let body: RequestBody
    let limit: Int
    let hash: StreamHash

    func makeAsyncIterator() -> Iterator {
        let reader: any ImportFileReader =
            switch format {
            case .csv: CSVImportReader()
            case .ndjson: NDJSONImportReader()
            }
        return Iterator(reader: reader, parts: body.makeAsyncIterator(), left: limit, limit: limit, hash: hash)
    }

    /// Reads what is left for its hash alone.
    func drain() async throws {
        for try await _ in self {}
    }

    struct Iterator: AsyncIteratorProtocol {
        var reader: any ImportFileReader
        var parts: RequestBody.AsyncIterator
        var left: Int
        let limit: Int
        let hash: StreamHash
        private var isFinished = false

        init(reader: any ImportFileReader, parts: RequestBody.AsyncIterator, left: Int, limit: Int, hash: StreamHash) {
            self.reader = reader
            self.parts = parts
            self.left = left
            self.limit = limit
            self.hash = hash
        }

        mutating func next() async throws -> [ImportLine]? {
            guard !isFinished else { return nil }
            guard let part = try await parts.next() else {
                isFinished = true
                return try reader.finish()
            }
            left -= part.readableBytes
            guard left >= 0 else { throw Web.Failure.tooLarge(limit: limit) }
            hash.update(part.readableBytesView)
            return try reader.read(part.readableBytesView)
        }
    }
}

/// The hash of a stream, whatever parts it arrived in: SHA-256 over a chain of blocks of 64 KiB.
final class StreamHash: Sendable {
    private struct State {
        var chain: [UInt8] = []
        var block: [UInt8] = []
    }

    private static let blockSize = 64 << 10

    private let state = NIOLockedValueBox(State())

    func update(_ bytes: ByteBufferView) {
        state.withLockedValue { state in
            var rest = bytes[...]
            while !rest.isEmpty {
                let part = rest.prefix(Self.blockSize - state.block.count)
                state.block.append(contentsOf: part)
                rest = rest.dropFirst(part.count)
                if state.block.count == Self.blockSize { Self.close(&state) }
            }
        }
    }

    /// Of all that was taken in so far, led by `prefix`.
    func digest(prefix: [UInt8]) -> [UInt8] {
        state.withLockedValue { state in SHA256.hash(prefix + state.chain + state.block).bytes }
    }

    private static func close(_ state: inout State) {
        state.chain = SHA256.hash(state.chain + state.block).bytes
        state.block.removeAll(keepingCapacity: true)
    }
}
