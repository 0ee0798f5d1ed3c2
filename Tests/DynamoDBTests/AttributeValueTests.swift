import DynamoDB
import JSONPull
import Testing

@Suite("Attribute values")
struct AttributeValueTests {
    private static let values: [AttributeValue] = [
        .string(""), .string("Größe \u{0} \"\\ 👕"), .number(Int64.min), .number("1.50"), .bytes([]),
        .bytes(Array(0...255)), .bool(true), .bool(false), .null, .map([:]), .list([]),
        .map(["a": .list([.number(1), .map(["b": .null])]), "ä": .bytes([0])]),
    ]

    @Test("come back as they were written", arguments: values)
    func roundTrip(value: AttributeValue) throws {
        var writer = JSONWriter()
        value.write(&writer)
        #expect(try JSONReader.read(writer.bytes) { try AttributeValue(&$0) } == value)
    }

    @Test("numbers travel as text")
    func numbers() {
        var writer = JSONWriter()
        AttributeValue.number(Int64.max).write(&writer)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"N":"9223372036854775807"}"#)
    }

    @Test("the size is never guessed below what is sent by more than escapes", arguments: values)
    func size(value: AttributeValue) {
        var writer = JSONWriter()
        writer.item(["name": value])
        let escapes = writer.bytes.count { $0 == UInt8(ascii: "\\") } * 6
        #expect(["name": value].requestBytes + escapes >= writer.bytes.count)
    }

    @Test("what is no attribute is refused", arguments: ["{}", #"{"SS":["a"]}"#, #"{"B":"%"}"#, #"{"N":1}"#])
    func refused(text: String) {
        #expect(throws: (any Error).self) { try JSONReader.read(Array(text.utf8)) { try AttributeValue(&$0) } }
    }
}
