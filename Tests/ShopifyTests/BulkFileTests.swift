import Foundation
import Testing

@testable import Shopify

/// The file of a bulk operation, and the places in it that a pull comes back to.
struct BulkFileTests {
    @Test func cursorsAreReadAsTheyWereWritten() {
        for place in [
            BulkPlace(operation: 71, page: nil), BulkPlace(operation: 71, offset: 9, page: "eyJsYXN0:x=="),
        ] {
            #expect(CatalogueCursor(place.text) == .bulk(place))
        }
        #expect(CatalogueCursor(nil) == .page(nil))
        #expect(CatalogueCursor("eyJsYXN0") == .page("eyJsYXN0"))
        #expect(CatalogueCursor("bulk:x:1") == .page("bulk:x:1"))
    }

    @Test func linesComeOutAsTheyWentIn() throws {
        let folder = FileManager.default.temporaryDirectory.path
        let file = try BulkFile(in: folder, limit: 300_000)
        let lines = (0..<40).map { String(repeating: "\($0 % 10)", count: $0 * 200) }
        // In odd pieces, the last line without an end.
        let bytes = Array(lines.joined(separator: "\n").utf8)
        for start in stride(from: 0, to: bytes.count, by: 997) {
            try bytes[start..<min(start + 997, bytes.count)].withUnsafeBytes { try file.append($0) }
        }
        #expect(file.received.lines == 40 && file.received.bytes == Int64(bytes.count))
        var (offset, found) = (Int64(0), [String]())
        while offset < file.received.bytes {
            let (piece, next) = try file.lines(from: offset, atMost: 7)
            found += piece.map { String(decoding: $0, as: UTF8.self) }
            #expect(piece.count <= 7 && next > offset)
            offset = next
        }
        #expect(found == lines)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder).allSatisfy {
                !$0.hasPrefix(".bulk-\(getpid())")
            }
        )
        #expect(throws: BulkFile.TooLarge.self) {
            try [UInt8](repeating: 0, count: 300_000).withUnsafeBytes { try file.append($0) }
        }
    }
}
