import Foundation
import Logging
import NIOConcurrencyHelpers
import Testing

@testable import App

@Suite struct LineLogHandlerTests {
    private func log(_ format: LineLogHandler.Format, _ write: (Logger) -> Void) -> [String] {
        let lines = Lines()
        write(Logger(label: "test") { LineLogHandler(label: $0, level: .info, format: format, output: lines) })
        return lines.all
    }

    @Test func aLineIsOneJSONObject() throws {
        let lines = log(.json) { logger in
            var logger = logger
            logger[metadataKey: "txId"] = "tx-1"
            logger.warning(
                "A \"quoted\"\nmessage\u{7}",
                metadata: ["requestId": "r-1", "level": "3", "list": ["a", "b"]]
            )
            logger.debug("not shown")
        }
        #expect(lines.count == 1)
        let line = try #require(lines.first)
        #expect(!line.contains("\n"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        #expect(object["level"] == "warning" && object["_level"] == "3")
        #expect(object["label"] == "test")
        #expect(object["message"] == "A \"quoted\"\nmessage\u{7}")
        #expect(object["requestId"] == "r-1" && object["txId"] == "tx-1")
        let time = try #require(object["time"])
        #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    }

    @Test func aReadableLineCannotBeForged() throws {
        let lines = log(.readable) {
            $0.error("Refused", metadata: ["sku": "a\n12:00:00.000 INFO     all is well\u{1B}[2J"])
        }
        let line = try #require(lines.first)
        #expect(
            line.wholeMatch(of: /\d\d:\d\d:\d\d\.\d{3} ERROR    Refused sku=a␣12:00:00.000 INFO     all is well␣\[2J/)
                != nil
        )
    }
}
