import Inventory
import InventoryFiles
import Sync
import Testing

@Suite("NDJSON files of counts")
struct NDJSONTests {
    func read(_ text: String, size: Int = 5) -> [ImportLine] {
        var reader = NDJSONImportReader()
        var lines: [ImportLine] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            lines += reader.read(bytes[start..<min(start + size, bytes.count)])
        }
        return lines + reader.finish()
    }

    @Test("Objects line by line, blank lines skipped, the last one without a break", arguments: [1, 4, 1000])
    func reading(size: Int) throws {
        let text = "{\"sku\":\"A\",\"physical\":5}\r\n\n{\"physical\":-2,\"sku\":\"B\",\"buffer\":1,\"x\":[{}]}"
        #expect(
            read(text, size: size) == [
                .row(ImportRow(sku: try SKU("A"), line: 1, physical: 5, buffer: nil, lowStockThreshold: nil)),
                .row(ImportRow(sku: try SKU("B"), line: 3, physical: -2, buffer: 1, lowStockThreshold: nil)),
            ]
        )
    }

    @Test(
        "Each bad line is listed with its number and its field",
        arguments: [
            ("{\"sku\":\"A\"}", "physical"), ("{\"physical\":1}", "sku"), ("{\"sku\":1,\"physical\":1}", "sku"),
            ("{\"sku\":\"A\",\"physical\":1.5}", "physical"), ("[1]", "object"), ("nonsense", "byte"),
            ("{\"sku\":\"A\",\"physical\":1e99}", "physical"), ("{\"sku\":\"\",\"physical\":1}", "sku"),
            ("{\"sku\":\"A\",\"physical\":1,\"lowStockThreshold\":\"x\"}", "lowStockThreshold"),
        ]
    )
    func badLines(bad: String, word: String) throws {
        let good = "{\"sku\":\"G\",\"physical\":1}"
        let lines = read("\(good)\n\(bad)\n\(good)\n")
        #expect(lines.count == 3)
        guard case .rejected(2, let message) = lines[1] else {
            Issue.record("\(lines)")
            return
        }
        #expect(message.contains(word), "\(message)")
    }

    @Test("A line without end is refused and forgotten")
    func endless() {
        let lines = read(String(repeating: "x", count: 100_000) + "\n{\"sku\":\"A\",\"physical\":1}", size: 4096)
        #expect(lines.count == 2)
        if case .rejected(1, _) = lines.first {} else { Issue.record("\(lines)") }
    }
}
