import Inventory
import Sync
import Testing

@testable import Web

struct QueryFieldsTests {
    @Test func decodesAsFormsEncode() throws {
        var query = QueryFields("query=a%20b+c&flag=true&sku=%C3%A9&empty=&bare")
        #expect(query.text("query") == "a b c")
        #expect(query.flag("flag") == true)
        #expect(query.sku()?.value == "é")
        #expect(query.text("empty") == nil)
        #expect(query.text("bare") == nil)
        try query.check()
    }

    @Test func aPageHasItsBounds() throws {
        var query = QueryFields("limit=250&cursor=YWJj")
        let page = query.page()
        #expect(page.limit == 250)
        #expect(page.cursor == "abc")
        var plain = QueryFields(nil)
        #expect(plain.page().limit == 50)
        for wrong in ["0", "251", "-1", "1.5", "x", "99999999999999999999"] {
            var query = QueryFields("limit=\(wrong)")
            _ = query.page()
            #expect(query.problems.map(\.field) == ["limit"], "\(wrong)")
        }
        for wrong in ["%00", "a", "====", "_-_"] {
            var query = QueryFields("cursor=\(wrong)")
            _ = query.page()
            #expect(query.problems.map(\.field) == ["cursor"], "\(wrong)")
        }
    }

    @Test func namesWhatIsWrong() {
        var query = QueryFields("severity=loud&flag=perhaps&sku=%00&channel=a/b&broken=%zz")
        let severity: AlertSeverity? = query.choice("severity")
        _ = (severity, query.flag("flag"), query.sku(), query.channel())
        #expect(Set(query.problems.map(\.field)) == ["severity", "flag", "sku", "channel", "broken"])
        #expect(throws: Failure.self) { try query.check() }
    }
}

struct PercentDecodingTests {
    @Test(
        arguments: [
            ("plain", "plain"), ("a%2Fb", "a/b"), ("a%2fb", "a/b"), ("%E8%8C%B6", "茶"), ("a+b", "a+b"), ("%25", "%"),
            ("a%00b", "a\u{0}b"), ("", ""),
        ]
    )
    func decodes(text: String, expected: String) {
        #expect(text.percentDecoded() == expected)
    }

    @Test(arguments: ["%", "%2", "%zz", "%FF%FE", "%C3%28", "%ED%A0%80"])
    func refuses(text: String) {
        #expect(text.percentDecoded() == nil)
    }
}
