import JSONPull
import SeededRandom
import Testing

@Suite("A JSON writer")
struct JSONWriterTests {
    private func text(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("puts commas between values and nowhere else")
    func structure() {
        let written = text { writer in
            writer.object { writer in
                writer.key("txId")
                writer.string("0190")
                writer.key("counts")
                writer.array { writer in
                    for count in [0, -1, Int.max] {
                        writer.object { writer in
                            writer.key("count")
                            writer.integer(count)
                        }
                    }
                    writer.array { _ in }
                    writer.object { _ in }
                }
                writer.key("ok")
                writer.bool(true)
                writer.key("paused")
                writer.bool(false)
                writer.key("note")
                writer.null()
                writer.key("raw")
                writer.raw("[1]".utf8)
                writer.key("least")
                writer.integer(Int64.min)
            }
        }
        #expect(
            written == #"{"txId":"0190","counts":[{"count":0},{"count":-1},{"count":9223372036854775807},[],{}],"#
                + #""ok":true,"paused":false,"note":null,"raw":[1],"least":-9223372036854775808}"#
        )
    }

    @Test("escapes what RFC 8259 asks for, and only that")
    func escapes() {
        #expect(text { $0.string("a\"b\\c/d") } == #""a\"b\\c/d""#)
        #expect(text { $0.string("\u{8}\t\n\u{C}\r") } == #""\b\t\n\f\r""#)
        #expect(text { $0.string("\0\u{1}\u{B}\u{1F}\u{7F}") } == "\"\\u0000\\u0001\\u000b\\u001f\u{7F}\"")
        #expect(text { $0.string("é茶😀\u{2028}") } == "\"é茶😀\u{2028}\"")
        #expect(text { $0.string("") } == #""""#)
        #expect(
            text { writer in
                writer.object { writer in
                    writer.key("a\"\n")
                    writer.integer(1)
                }
            } == #"{"a\"\n":1}"#
        )
    }

    @Test("writes strings that come back as they were")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            let scalars = (0..<Int.random(in: 0..<40, using: &generator)).compactMap { _ in
                Unicode.Scalar(
                    UInt32.random(in: 0...(Bool.random(using: &generator) ? 0x7F : 0x10FFFF), using: &generator)
                )
            }
            let string = String(String.UnicodeScalarView(scalars))
            var writer = JSONWriter(capacity: 64)
            writer.string(string)
            #expect(try JSONTree(writer.bytes) == .string(string))
            #expect(foundationTree(writer.bytes) as? String == string)
        }
    }

    @Test("writes any tree so that it reads the same", arguments: 0..<4)
    func trees(batch: UInt64) throws {
        for seed in batch * 50..<(batch + 1) * 50 {
            let tree = try JSONTree(RandomDocument.make(seed: seed))
            var writer = JSONWriter()
            write(tree, to: &writer)
            #expect(try JSONTree(writer.bytes) == tree, "seed \(seed)")
        }
    }

    private func write(_ tree: JSONTree, to writer: inout JSONWriter) {
        switch tree {
        case .object(let members):
            writer.object { writer in
                for (name, value) in members {
                    writer.key(name)
                    write(value, to: &writer)
                }
            }
        case .array(let elements):
            writer.array { writer in
                for element in elements { write(element, to: &writer) }
            }
        case .string(let text): writer.string(text)
        case .number(let text): writer.raw(text.utf8)
        case .bool(let value): writer.bool(value)
        case .null: writer.null()
        }
    }
}
