import Foundation
import Inventory
import SeededRandom
import Testing

@Suite("Values")
struct ValueTests {
    @Test("A SKU is normalised, and compared byte by byte after that")
    func skuNormalisation() throws {
        #expect(try SKU("Cafe\u{301}").value.utf8.count == "Caf\u{e9}".utf8.count)
        #expect(try SKU("a") != SKU("A"))
        #expect(try SKU("日本-001").value == "日本-001")
    }

    @Test("SKUs that are empty, too long or hold control characters are refused")
    func skuRefusals() throws {
        for text in ["", "a\nb", "\u{7f}", "a\u{85}b", String(repeating: "x", count: 256)] {
            #expect(throws: InvalidValue.self) { try SKU(text) }
        }
        #expect(try SKU(String(repeating: "日", count: 255)).value.unicodeScalars.count == 255)
        #expect(throws: InvalidValue.self) { try SKU(String(repeating: "日", count: 256)) }
    }

    @Test("Times are read with any zone and written in UTC with milliseconds")
    func times() throws {
        let written = try #require(Timestamp(iso8601: "2021-12-31T19:00:00-05:00"))
        #expect(written.iso8601 == "2022-01-01T00:00:00.000Z")
        #expect(Timestamp(iso8601: "2026-03-16T15:35:06.1234567+07:00")?.iso8601 == "2026-03-16T08:35:06.123Z")
        #expect(Timestamp(iso8601: "2024-02-29T00:00:00Z") != nil)
        for text in [
            "", "2021-12-31", "2021-12-31T19:00:00", "2023-02-29T00:00:00Z", "2021-13-01T00:00:00Z",
            "2021-12-31T25:00:00Z", "2021-12-31T19:00:00.Z", "2021-12-31T19:00:00Zx", "2021-12-31T19:00:00+5",
        ] {
            #expect(Timestamp(iso8601: text) == nil, "\(text)")
        }
    }

    @Test("Times agree with Foundation's", arguments: 0..<300)
    func timesAgree(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let milliseconds = Int64.random(in: -62_135_596_800_000...253_402_300_799_999, using: &random)
        let time = Timestamp(millisecondsSinceEpoch: milliseconds)
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        if milliseconds > -12_000_000_000_000 {
            // Before 1582 Foundation counts by the Julian calendar.
            let date = try #require(formatter.date(from: time.iso8601))
            #expect(Int64((date.timeIntervalSince1970 * 1000).rounded()) == milliseconds)
        }
        #expect(Timestamp(iso8601: time.iso8601) == time)
    }

    @Test("Identifiers stand in paths and logs, so they are plain")
    func identifiers() throws {
        #expect(try ChannelID("shop-1_a.b").value == "shop-1_a.b")
        for text in ["", "a b", "a/b", "..", "ü", String(repeating: "x", count: 65)] {
            #expect(throws: InvalidValue.self) { try ChannelID(text) }
            #expect(throws: InvalidValue.self) { try TenantID(text) }
        }
    }

    @Test("A percentage is written without trailing zeros", arguments: [(1250, "12.5"), (1000, "10"), (1205, "12.05")])
    func percentText(hundredths: Int64, text: String) throws {
        #expect(try Percent(hundredths: hundredths).decimalText == text)
    }
}
