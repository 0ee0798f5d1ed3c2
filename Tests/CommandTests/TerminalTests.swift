import Testing

@testable import syncstate

@Suite struct TerminalTests {
    @Test func whatIsCutSaysSo() {
        let line = StyledLine().bold("abc").plain("def")
        #expect(line.cut(to: 6).text == "abcdef")
        #expect(line.cut(to: 5).text == "abcd…")
        #expect(line.cut(to: 3).text == "ab…")
        #expect(line.cut(to: 1).text == "…")
    }

    @Test func looksAreForWhoWantsThem() {
        let line = StyledLine().bold("a").plain("b").dim("c")
        #expect(line.rendered(inColour: false) == "abc")
        #expect(line.rendered(inColour: true) == "\u{1B}[1ma\u{1B}[0mb\u{1B}[2mc\u{1B}[0m")
    }

    @Test(
        arguments: [
            (0, 100, "0 %"), (50, 100, "50 %"), (100, 100, "100 %"), (200, 100, "100 %"),
        ] as [(Int64, Int64, String)]
    )
    func aBarFills(done: Int64, total: Int64, words: String) {
        let line = ProgressBar.line("Importing", done, total, .items)
        #expect(line.contains(words) && line.hasPrefix("Importing  "))
        #expect(line.count { "█░".contains($0) } == 30)
    }

    @Test func withoutATotalThereIsNoBar() {
        #expect(ProgressBar.line("Exporting", 5 << 20, nil, .bytes) == "Exporting  5.0 MiB")
        #expect(ProgressBar.line("Exporting", 2048, nil, .bytes) == "Exporting  2 KiB")
    }

    @Test func partsOfPathsAreEncoded() {
        #expect(APIClient.percentEncoded("a/b ü?") == "a%2Fb%20%C3%BC%3F")
        #expect(APIClient.percentEncoded("A-z_0.9") == "A-z_0.9")
    }

    @Test(arguments: [
        ("x.csv", TableFormat.csv), ("X.NDJSON", .ndjson), ("a.b.jsonl", .ndjson), ("csv", .csv), ("x.txt", nil),
        ("-", nil),
    ])
    func aNameTellsTheFormat(path: String, format: TableFormat?) {
        #expect(TableFormat(path: path) == format)
    }
}
