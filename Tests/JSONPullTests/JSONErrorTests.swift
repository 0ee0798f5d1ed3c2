import Foundation
import JSONPull
import Testing

@Suite("A JSON error")
struct JSONErrorTests {
    /// Reads every number of the document as `Int64`, wherever it is.
    private static func readIntegers(_ reader: inout JSONReader) throws {
        switch try reader.peekKind() {
        case .object: try reader.readObject { _, reader in try readIntegers(&reader) }
        case .array: try reader.readArray { reader in try readIntegers(&reader) }
        case .number: _ = try reader.readInt64()
        default: try reader.skipValue()
        }
    }

    private func error(_ text: String) -> JSONError? {
        #expect(throws: JSONError.self) { try JSONReader.read(Array(text.utf8)) { try Self.readIntegers(&$0) } }
    }

    @Test(
        "names the value, however it was reached",
        arguments: [
            ("1.5", ""), ("[1.5]", "[0]"), ("[1,[2,3,1.5]]", "[1][2]"), (#"{"a":1.5}"#, "a"),
            (
                #"{"refunds":[{"id":1,"refund_line_items":[{},{},{"id":7,"quantity":1.5}]}]}"#,
                "refunds[0].refund_line_items[2].quantity"
            ),
            (#"{"a":{"b":1},"c":[{"d":2},1.5]}"#, "c[1]"), (#"{"x":"}],{","y":1.5}"#, "y"),
            (#"{"x":"\"","y":1.5}"#, "y"),
            (#"{"x\\":{"y":1.5}}"#, #"x\\.y"#), (#"{"a.b":{"":1.5}}"#, #"["a.b"][""]"#),
            (#"{"a b":[1.5]}"#, #"["a b"][0]"#),
            ("  {\n\"a\" : [ 1 , 1.5 ] }", "a[1]"),
        ]
    )
    func path(text: String, path: String) {
        let error = error(text)
        #expect(error?.path == path)
        #expect(error?.problem == .notAnInteger)
        #expect(error?.offset == text.components(separatedBy: "1.5")[0].utf8.count)
    }

    @Test(
        "says where JSON ends to be JSON",
        arguments: [
            (#"{"a":[1,2}"#, "a[1]", 9, "expected ',' or ']', found '}'"),
            (#"{"a" 1}"#, "a", 5, "expected ':', found '1'"),
            (#"{"a":1,}"#, "", 7, "expected a name in quotes, found '}'"),
            (#"{"a":1 "b":2}"#, "a", 7, "expected ',' or '}', found '\"'"),
            (#"{"a":x}"#, "a", 5, "expected a value, found 'x'"),
            ("[1] \u{1}", "", 4, "expected nothing after the document, found byte 0x01"),
            (#"{"a":[tru]}"#, "a[0]", 9, "expected a value, found ']'"),
            (#"{"a":01}"#, "a", 5, "not a JSON number"),
            (#"{"a":["#, "a[0]", 6, "the document ends too early"),
            (#"{"a"#, "", 3, "the document ends too early"),
            ("", "", 0, "the document ends too early"),
            (#"["a","b\q"]"#, "[1]", 7, "unknown escape"),
            (#"["\uD800"]"#, "[0]", 2, "half of a surrogate pair"),
            ("[\"a\n\"]", "[0]", 3, "byte 0x0A inside a string"),
        ]
    )
    func malformed(text: String, path: String, offset: Int, start: String) {
        let error = error(text)
        #expect(error?.path == path)
        #expect(error?.offset == offset)
        #expect(error?.isMalformed == true)
        #expect(error?.problem.description.hasPrefix(start) == true, "\(String(describing: error))")
    }

    @Test("says what is wrong and what would be right, in one line")
    func descriptions() {
        #expect(
            error(#"{"quantity":1.5}"#)?.description
                == "quantity (byte 12): expected a whole number; write it without fraction and exponent"
        )
        #expect(
            error("9223372036854775808")?.description
                == "the document (byte 0): the number is too large; whole numbers go from -9223372036854775808 to "
                + "9223372036854775807"
        )
        let error = #expect(throws: JSONError.self) {
            try JSONReader.read(Array("[null]".utf8)) { try $0.readArray { _ = try $0.readInt64() } }
        }
        #expect(error?.description == "[0] (byte 1): expected a number, found null")
        #expect(error?.isMalformed == false)
    }

    @Test("can be made for what is missing and for what is refused")
    func madeByUsers() throws {
        func readLine(_ reader: inout JSONReader) throws {
            let start = reader.offset
            var quantity: Int64?
            try reader.readObject { key, reader in
                guard key == "quantity" else { return }
                let start = reader.offset
                quantity = try reader.readInt64()
                if quantity == 0 { throw reader.unacceptable("must be 1 or more", valueAt: start) }
            }
            if quantity == nil { throw reader.missing("quantity", inValueAt: start) }
        }
        func error(_ text: String) -> JSONError? {
            #expect(throws: JSONError.self) {
                try JSONReader.read(Array(text.utf8)) { reader in
                    try reader.readObject { _, reader in try reader.readArray { try readLine(&$0) } }
                }
            }
        }
        let missing = error(#"{"lines":[{"quantity":1},{"sku":"A"}]}"#)
        #expect(missing?.description == "lines[1].quantity (byte 25): missing; it is required")
        let refused = error(#"{"lines":[{"quantity":0}]}"#)
        #expect(refused?.description == "lines[0].quantity (byte 22): must be 1 or more")
        #expect(refused?.isMalformed == false)
    }

    @Test("stays short, whatever the names in the document")
    func longPaths() {
        let long = String(repeating: "x", count: 10_000)
        let one = error(#"{"\#(long)":1.5}"#)
        #expect(one?.path == "[\"" + String(repeating: "x", count: 64) + "…\"]")
        let many = error(String(repeating: #"{"\#(long)":"#, count: 60) + "1.5" + String(repeating: "}", count: 60))
        #expect((many?.path.count ?? .max) <= 257)
        #expect(many?.path.hasSuffix("…") == true)
    }
}
