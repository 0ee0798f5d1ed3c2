import JSONPull
import Testing

@Suite("A JSON reader")
struct JSONReaderTests {
    private func read<Value>(_ text: String, _ body: (inout JSONReader) throws -> Value) throws -> Value {
        try JSONReader.read(Array(text.utf8), body)
    }

    private func problem<Value>(_ text: String, _ body: (inout JSONReader) throws -> Value) -> JSONError.Problem? {
        #expect(throws: JSONError.self) { try read(text, body) }?.problem
    }

    @Test("picks the members it is asked for, in any order, and skips the others")
    func members() throws {
        var id: Int64?
        var skus: [String?] = []
        try read(
            #"{"x":[{"id":1}],"line_items":[{"sku":"A","id":5},{"id":6},{"sku":null}],"customer":{"id":9},"id":42}"#
        ) { reader in
            try reader.readObject { key, reader in
                if key == "id" {
                    id = try reader.readInt64()
                } else if key == "line_items" {
                    try reader.readArray { reader in
                        var sku: String?
                        try reader.readObject { key, reader in
                            if key == "sku" { sku = try reader.readStringOrNull() }
                        }
                        skus.append(sku)
                    }
                }
            }
        }
        #expect(id == 42)
        #expect(skus == ["A", nil, nil])
    }

    @Test("compares names unescaped, byte by byte")
    func keys() throws {
        var seen: [String] = []
        try read(#"{"id":0,"i\u0064":1,"\u0069\u0064":2,"ID":3,"i":4,"idd":5,"i\\u0064":6,"a\/b":7,"é":8,"":9}"#) {
            reader in
            try reader.readObject { key, reader in
                let isID = key == "id"
                #expect(isID == (key == Array("id".utf8)))
                if isID { seen.append("id\(try reader.readInt64())") }
                if key == "a/b" || key == "é" || key == "" || key == "i" { seen.append("\(try reader.readInt64())") }
                if key == "e\u{301}" { seen.append("normalised") }
            }
        }
        #expect(seen == ["id0", "id1", "id2", "4", "7", "8", "9"])
        guard case .object(let members) = try JSONTree(#"{"a\nb":1,"\ud83d\ude00":2}"#) else {
            Issue.record("not an object")
            return
        }
        #expect(members.keys.sorted() == ["a\nb", "😀"])
    }

    @Test("gives a name that occurs twice twice")
    func duplicates() throws {
        var values: [Int64] = []
        try read(#"{"a":1,"a":2}"#) { reader in
            try reader.readObject { key, reader in values.append(try reader.readInt64()) }
        }
        #expect(values == [1, 2])
    }

    @Test("reads whole numbers exactly, to the last that 64 bits hold")
    func integers() throws {
        let whole: [(String, Int64)] = [
            ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("820982911946154508", 820_982_911_946_154_508),
            ("9007199254740993", 9_007_199_254_740_993), ("9223372036854775807", .max), ("-9223372036854775808", .min),
        ]
        for (text, value) in whole {
            #expect(try read(text) { try $0.readInt64() } == value)
            #expect(
                try read("[\(text)]") { reader in
                    var read: Int64?
                    try reader.readArray { read = try $0.readInt64OrNull() }
                    return read
                } == value
            )
        }
        for text in [
            "9223372036854775808", "-9223372036854775809", "18446744073709551616", "99999999999999999999999999",
        ] {
            #expect(problem(text) { try $0.readInt64() } == .integerOutOfRange)
        }
        for text in ["1.0", "1e2", "-0.0", "1E0", "0.5", "1e999"] {
            #expect(problem(text) { try $0.readInt64() } == .notAnInteger)
        }
        #expect(problem("\"1\"") { try $0.readInt64() } == .wrongKind(expected: .number, found: .string))
    }

    @Test(
        "gives decimals as they are written",
        arguments: ["19.90", "-0.00", "1e2", "1E-400", "0.1000000000000000000000001", "5"]
    )
    func decimals(text: String) throws {
        #expect(try read(text) { try $0.readNumberText() } == text)
        #expect(try read(" \(text) ") { try $0.readNumberTextOrNull() } == text)
    }

    @Test("unescapes strings")
    func strings() throws {
        let strings = [
            (#""""#, ""), (#""plain""#, "plain"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u0041\u00e9\u20aC""#, "Aé€"),
            (#""\ud83d\ude00 \uDBFF\uDFFF""#, "😀 \u{10FFFF}"), (#""a\u0000b""#, "a\0b"), (#""茶\u58fa""#, "茶壺"),
            (#""0123456789abcdef\n0123456789abcdef\t""#, "0123456789abcdef\n0123456789abcdef\t"),
        ]
        for (json, text) in strings {
            let value = try read(json) { try $0.readString() }
            #expect(Array(value.utf8) == Array(text.utf8))
        }
    }

    @Test("reads what may be null")
    func nulls() throws {
        #expect(try read("null") { try $0.readInt64OrNull() } == nil)
        #expect(try read("null") { try $0.readStringOrNull() } == nil)
        #expect(try read("null") { try $0.readBoolOrNull() } == nil)
        #expect(try read("null") { try $0.readNumberTextOrNull() } == nil)
        #expect(try read("true") { try $0.readBoolOrNull() } == true)
        #expect(try read("false") { try $0.readBool() } == false)
        #expect(try read("[]") { try $0.readNull() } == false)
        #expect(problem("null") { try $0.readString() } == .wrongKind(expected: .string, found: .null))
    }

    @Test("tells the kind of every value")
    func kinds() throws {
        let kinds: [(String, JSONKind)] = [
            ("{}", .object), ("[]", .array), ("\"\"", .string), ("-1", .number), ("0", .number), ("9", .number),
            ("true", .bool),
            ("false", .bool), ("null", .null),
        ]
        for (text, kind) in kinds { #expect(try read(text) { try $0.peekKind() } == kind) }
    }

    @Test("stays before a value that it fails to read, so that another read can follow")
    func recovery() throws {
        var seen: [String] = []
        try read(#"{"a":"x","b":1.5,"c":{"d":[1,"2"]},"e":7}"#) { reader in
            try reader.readObject { key, reader in
                if key == "e" {
                    seen.append("\(try reader.readInt64())")
                    return
                }
                let before = reader.offset
                #expect(throws: JSONError.self) {
                    if key == "c" {
                        try reader.readObject { _, reader in try reader.readArray { _ = try $0.readInt64() } }
                    } else {
                        _ = try reader.readInt64()
                    }
                }
                #expect(reader.offset == before)
                if key == "a" { seen.append(try reader.readString()) }
                if key == "b" { seen.append(try reader.readNumberText()) }
            }
        }
        #expect(seen == ["x", "1.5", "7"])
    }

    @Test("gives the depth of a container back when reading it fails")
    func depthAfterFailure() throws {
        try JSONReader.read(Array("[[1],[1],[1]]".utf8), depthLimit: 2) { reader in
            try reader.readArray { reader in
                let error = #expect(throws: JSONError.self) { try reader.readArray { _ = try $0.readString() } }
                #expect(error?.problem == .wrongKind(expected: .string, found: .number))
            }
        }
    }

    @Test("refuses a document whose unread rest is no JSON")
    func restIsChecked() {
        for text in [
            #"{"id":1,"x":tru}"#, #"{"id":1"#, #"{"id":1}}"#, #"{"id":1,"x":"\#u{1}"}"#, #"{"id":1,"x":[01]}"#,
        ] {
            var id: Int64?
            #expect(throws: JSONError.self) {
                try read(text) { reader in
                    try reader.readObject { key, reader in if key == "id" { id = try reader.readInt64() } }
                }
            }
            #expect(id == 1)
        }
    }

    @Test("lets errors of its user through")
    func foreignErrors() {
        struct Refusal: Error {}
        #expect(throws: Refusal.self) {
            try read("[[1]]") { reader in try reader.readArray { try $0.readArray { _ in throw Refusal() } } }
        }
    }

    @Test("reads from memory without a copy, even from none")
    func rawMemory() throws {
        #expect(throws: JSONError.self) { try JSONReader.validate(UnsafeRawBufferPointer(start: nil, count: 0)) }
        let bytes = Array(#"xx[1,2]yy"#.utf8)
        try bytes.withUnsafeBytes { try JSONReader.validate(UnsafeRawBufferPointer(rebasing: $0[2..<7])) }
    }
}
