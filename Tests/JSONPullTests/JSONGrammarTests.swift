import JSONPull
import Testing

@Suite("The grammar of RFC 8259")
struct JSONGrammarTests {
    private static let accepted = [
        // Values at the top, and white space around them.
        "0", "-0", "1", "-1", "10", "123456789012345678901234567890", "0.0", "-0.1", "1.5e3", "1E+2", "1e-2", "0e0",
        "true", "false", "null", "\"\"", "\"a\"", "[]", "{}", " \t\r\n0\n\r\t ", "[ ]", "{\n}", "\n[\t]\r",
        // Containers.
        "[1]", "[1,2]", "[ 1 , 2 ]", "[[],{}]", "[[[[[[[[]]]]]]]]", "{\"a\":1}", "{\"a\":1,\"b\":2}",
        "{ \"a\" : { \"b\" : [ { } ] } }", "{\"\":0}", "{\"a\":1,\"a\":2}", "[null,true,false,\"x\",1.0,{},[]]",
        // Strings.
        #""\"\\\/\b\f\n\r\t""#, #""\u0000""#, #""\u00e9\u00E9""#, #""\uD83D\uDE00""#, #""\uFFFF""#, #""\u007F""#,
        "\"\u{7F}\"", "\"é\"", "\"€\"", "\"😀\"", "\"\u{10FFFF}\"", "\"\u{2028}\"", "\"{[,:]}\"", "\"0123456789abcdef\"",
        "\"0123456789abcde\"", "\"0123456789abcdef0\"", "\"0123456789abcdef0123456789abcdé\"",
    ]

    @Test("lets in what is JSON", arguments: accepted)
    func accepts(text: String) throws {
        try JSONReader.validate(Array(text.utf8))
        _ = try JSONTree(text)
        #expect(foundationTree(Array(text.utf8)) != nil)
    }

    private static let rejected = [
        // Nothing, too little, too much.
        "", " ", "[", "{", "[1", "[1,", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "\"", "\"a", "\"\\", "\"\\u",
        "\"\\u00",
        "0 0", "[]]", "{}}", "[],", "true false", "\"a\"\"b\"", "{}x", "nulll", "0\0",
        // Separators and brackets.
        "[,]", "[1,]", "[,1]", "[1,,2]", "[1 2]", "{,}", "{\"a\":1,}", "{\"a\" 1}", "{\"a\"::1}", "{\"a\":}", "{\"a\"}",
        "{:1}",
        "{1:1}", "{a:1}", "{'a':1}", "{null:1}", "[1}", "{\"a\":1]", "{[1]}", "]", "}", ":", ",", "[1:2]", "{\"a\",1}",
        // Literals.
        "t", "tru", "truE", "True", "TRUE", "fals", "falsy", "nul", "nil", "None", "undefined", "NaN", "Infinity",
        "-Infinity",
        // Numbers.
        "-", "+1", "01", "-01", "00", ".5", "-.5", "1.", "1.e1", "1e", "1e+", "1E-", "1.5.2", "0x1F", "1_000", "1,5",
        "--1", "1-1",
        "٣", "1e1.5", "0e", "- 1",
        // Strings.
        "\"\\a\"", "\"\\x41\"", "\"\\'\"", "\"\\U0041\"", "\"\\u12\"", "\"\\u123g\"", "\"\\u+123\"", "\"\\u 123\"",
        "'a'",
        "\"\n\"", "\"\t\"", "\"\0\"", "\"\u{1F}\"", "\"0123456789abcdef\n\"",
        // Halves of surrogate pairs.
        #""\uD800""#, #""\uDC00""#, #""\uDFFF\uD800""#, #""\uD800\uD800""#, #""\uD83Dx""#, #""\uD83D\n""#,
        #""\uD83D\u0041""#,
        #""\uD83D"#, #""\uD83D\"#, #""\uD83D\u"#,
        // White space and comments that are none.
        "\u{FEFF}{}", "\u{A0}1", "\u{0B}1", "\u{0C}1", "1\u{85}", "/**/1", "1//", "[1]#", "\u{2028}1",
    ]

    @Test("keeps out what is not, read or skipped", arguments: rejected)
    func rejects(text: String) throws {
        let skipped = #expect(throws: JSONError.self) { try JSONReader.validate(Array(text.utf8)) }
        let read = #expect(throws: JSONError.self) { try JSONTree(text) }
        #expect(skipped?.isMalformed == true && read?.isMalformed == true)
        // However a document is read, the same thing is wrong with it.
        #expect(skipped == read)
        // The same inside of containers, wherever a closing bracket does not make it whole.
        for (opening, closing) in [("[0,", "]"), ("{\"a\":[", "]}")] where text.trimmingPrefix(" ") != "" {
            let bytes = Array((opening + text + closing).utf8)
            guard foundationTree(bytes) == nil else { continue }
            #expect(throws: JSONError.self, "\(opening)\(text)\(closing)") { try JSONReader.validate(bytes) }
        }
    }

    /// Sequences that are not UTF-8 (Unicode Standard, table 3-7, and around its edges).
    private static let notUTF8: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x7F], [0xC2, 0xC0], [0xDF, 0x20],
        [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xE0, 0xA0], [0xE1, 0x80], [0xE1, 0x80, 0x20], [0xEF, 0xBF, 0xC0],
        [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x90, 0x80],
        [0xF0, 0x9F, 0x98, 0x20], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
        [0xFE], [0xFF],
    ]

    @Test("keeps out what is not UTF-8, in values, names and skipped parts", arguments: notUTF8)
    func utf8(sequence: [UInt8]) {
        for padding in [0, 7, 15, 16, 31] {
            let string = [0x22] + [UInt8](repeating: 0x61, count: padding) + sequence + [0x22]
            let documents = [string, Array("{".utf8) + string + Array(":1}".utf8), Array("[1,".utf8) + string + [0x5D]]
            for document in documents {
                #expect(throws: JSONError.self) { try JSONReader.validate(document) }
                #expect(throws: JSONError.self) { try JSONTree(document) }
            }
            let error = #expect(throws: JSONError.self) { try JSONTree(string) }
            #expect(error?.problem == .malformed(.utf8))
            #expect(error?.offset == padding + 1)
        }
    }

    @Test("takes the first and last character of every length of UTF-8")
    func utf8Edges() throws {
        let scalars: [Unicode.Scalar] = [
            "\u{80}", "\u{7FF}", "\u{800}", "\u{FFF}", "\u{1000}", "\u{CFFF}", "\u{D000}", "\u{D7FF}", "\u{E000}",
            "\u{FFFF}",
            "\u{10000}", "\u{3FFFF}", "\u{40000}", "\u{FFFFF}", "\u{100000}", "\u{10FFFF}",
        ]
        for scalar in scalars {
            let text = "x" + String(scalar)
            #expect(try JSONTree("\"\(text)\"") == .string(text))
        }
    }

    @Test("ends at 64 levels, whoever reads")
    func depthLimit() throws {
        for (opening, closing, inner) in [("[", "]", ""), ("{\"a\":", "}", "0")] {
            let deepest = String(repeating: opening, count: 64) + inner + String(repeating: closing, count: 64)
            try JSONReader.validate(Array(deepest.utf8))
            _ = try JSONTree(deepest)
            for levels in [65, 100_000] {
                let tooDeep = String(repeating: opening, count: levels)
                let skipped = #expect(throws: JSONError.self) { try JSONReader.validate(Array(tooDeep.utf8)) }
                let read = #expect(throws: JSONError.self) { try JSONTree(tooDeep) }
                #expect(skipped?.problem == .malformed(.tooDeep(limit: 64)))
                #expect(skipped == read)
            }
        }
        try JSONReader.validate(Array("[[1],[2]]".utf8), depthLimit: 2)
        #expect(throws: JSONError.self) { try JSONReader.validate(Array("[[[]]]".utf8), depthLimit: 2) }
        #expect(throws: JSONError.self) {
            try JSONReader.read(Array("[[[]]]".utf8), depthLimit: 2) { reader in
                try reader.readArray { reader in try reader.skipValue() }
            }
        }
        try JSONReader.validate(Array("1".utf8), depthLimit: 0)
    }
}
