import Inventory
import InventoryFiles
import Sync
import Testing

@Suite("CSV files of counts")
struct CSVTests {
    /// Reads `text` in chunks of `size` bytes.
    func read(_ text: String, size: Int = 7) throws(InvalidValue) -> [ImportLine] {
        var reader = CSVImportReader()
        var lines: [ImportLine] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            lines += try reader.read(bytes[start..<min(start + size, bytes.count)])
        }
        return try lines + reader.finish()
    }

    func row(_ sku: String, _ line: Int, _ physical: Int64, _ buffer: Int64? = nil, _ threshold: Int64? = nil) throws
        -> ImportLine
    {
        .row(
            ImportRow(sku: try SKU(sku), line: line, physical: physical, buffer: buffer, lowStockThreshold: threshold)
        )
    }

    @Test("Columns in any order, quotes, line breaks of any kind, whatever the chunks", arguments: [1, 2, 3, 1000])
    func reading(size: Int) throws {
        let text = "\u{FEFF}physical,SKU,buffer\r\n5,\"A,\"\"1\"\"\",2\r\n\r\n-3,B,\n7,\"C\",0"
        #expect(
            try read(text, size: size) == [try row("A,\"1\"", 2, 5, 2), try row("B", 4, -3), try row("C", 5, 7, 0)]
        )
    }

    @Test(
        "A header that does not name what is needed makes the file meaningless",
        arguments: ["A,1\nB,2", "", "\n", "sku\nA", "sku,physical,physical\nA,1,2", "\"sku,physical\nA,1"]
    )
    func badHeader(text: String) {
        #expect(throws: InvalidValue.self) { try read(text) }
    }

    @Test(
        "Each bad line is listed with its number and its field",
        arguments: [
            ("A,x,", "physical"), ("A,1.5,", "physical"), ("A,,", "physical"), (",1,", "sku"), ("A,1,-2", "buffer"),
            ("A,99999999999999999999,", "physical"), ("A,2000000000,", "physical"), ("A,1", "cells"),
            ("\"A\"b,1,", "quote"), ("A\u{1},1,", "sku"),
        ]
    )
    func badLines(bad: String, word: String) throws {
        let lines = try read("sku,physical,buffer\nGOOD,1,\n\(bad)\nLAST,2,")
        #expect(lines.count == 3)
        #expect(lines.first == (try row("GOOD", 2, 1)))
        #expect(lines.last == (try row("LAST", 4, 2)))
        guard case .rejected(3, let message) = lines[1] else {
            Issue.record("\(lines)")
            return
        }
        #expect(message.contains(word), "\(message)")
    }

    @Test("Bytes that are no UTF-8 and lines without end are refused by themselves")
    func hostile() throws {
        var reader = CSVImportReader()
        var lines = try reader.read(Array("sku,physical\n".utf8) + [0xFF, 0x2C, 0x31, 0x0A])
        lines += try reader.read(Array(repeating: UInt8(ascii: "x"), count: 100_000) + [0x0A])
        lines += try reader.read("A,1\n".utf8)
        lines += try reader.finish()
        #expect(lines.count == 3)
        #expect(lines.last == (try row("A", 4, 1)))
    }

    @Test(
        "What a spreadsheet would run goes out with an apostrophe and comes back without",
        arguments: ["=1+1", "+A", "-A", "@A", "\u{27}=x", "\u{27}\u{27}-", "plain", "\u{27}plain", "a,\"b\"", " x "]
    )
    func formulas(text: String) throws {
        let sku = try SKU(text)
        let line = InventoryCSVWriter.line(Level(sku: sku, physical: -4, updatedAt: .distantPast), buffer: nil)
        let cell = line.drop { $0 == "\"" }
        #expect(!["=", "+", "-", "@"].contains(cell.first))
        #expect(try read(InventoryCSVWriter.header + line) == [try row(text, 2, -4)])
    }
}
