import Testing

@testable import Sandbox

struct JSONValueTests {
    @Test func keepsWhatItReads() throws {
        let text = #"{"b":[1,-2.50,"ä\n",true,null,{}],"a":9223372036854775807,"c":1e3}"#
        let value = try JSONValue(Array(text.utf8))
        #expect(String(decoding: value.bytes, as: UTF8.self) == text)
        #expect(value["a"].number == .max)
        #expect(value["missing"] == .null)
    }

    @Test func setsMembersInPlace() {
        var value: JSONValue = ["a": 1, "b": 2]
        value["a"] = "x"
        value["c"] = nil
        let other: JSONValue = ["c": nil, "b": 2, "a": "x"]
        #expect(value == ["a": "x", "b": 2, "c": nil])
        #expect(value != other)
        #expect(value.canonical == other.canonical)
    }
}
