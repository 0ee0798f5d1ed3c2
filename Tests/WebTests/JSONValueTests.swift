import JSONPull
import Testing

@testable import Web

struct JSONValueTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    @Test func keepsTheDigitsOfNumbers() throws {
        #expect(try parse("12345678901234567890.50") == .number("12345678901234567890.50"))
        #expect(
            try parse(#"{"a":[1,"x",true,null,{}]}"#)
                == .object(["a": .array([.number("1"), .string("x"), .bool(true), .null, .object([:])])])
        )
    }

    @Test func refusesANameThatStandsTwice() throws {
        let error = try #require(throws: JSONError.self) { try parse(#"{"delta":1,"delta":2}"#) }
        #expect("\(error)".contains("delta"))
        #expect("\(error)".contains("twice"))
    }

    @Test(arguments: ["", "{", "nan", "[1,]", "{'a':1}", "1 2", "\u{FEFF}1", #""\ud800""#])
    func refusesWhatIsNoJSON(text: String) {
        #expect(throws: JSONError.self) { try parse(text) }
    }

    @Test func refusesWhatIsNestedTooDeeply() throws {
        let deep = { (levels: Int) in String(repeating: "[", count: levels) + String(repeating: "]", count: levels) }
        _ = try parse(deep(32))
        #expect(throws: JSONError.self) { try parse(deep(33)) }
        #expect(throws: JSONError.self) { try parse(deep(100_000)) }
    }
}
