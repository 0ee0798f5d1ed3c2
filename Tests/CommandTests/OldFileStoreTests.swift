import Foundation
import Testing

@testable import syncstate

@Suite struct OldFileStoreTests {
    private func rows(_ text: String) throws -> [OldFileStore.Row] {
        try OldFileStore(Array(text.utf8), name: "old.json").rows
    }

    @Test func rowsComeInOrderWithTheirBuffers() throws {
        let rows = try rows(#"{"physical":{"b":-1,"a":12,"ไทย":0},"buffer":{"a":5},"other":1}"#)
        #expect(
            rows == [
                OldFileStore.Row(sku: "a", physical: 12, buffer: 5),
                OldFileStore.Row(sku: "b", physical: -1, buffer: nil),
                OldFileStore.Row(sku: "ไทย", physical: 0, buffer: nil),
            ]
        )
    }

    @Test func whatIsMissingIsNone() throws {
        #expect(try rows(#"{"physical":{}}"#).isEmpty)
        #expect(try rows(#"{"physical":{},"buffer":null}"#).isEmpty)
    }

    @Test(arguments: [
        ("", "is not the old store's file"), ("[]", "is not the old store's file"),
        ("{}", "is not the old store's file"),
        (#"{"physical":[]}"#, "is not the old store's file"),
        (#"{"physical":{"a":"x"}}"#, "a: physical must be a whole number"),
        (#"{"physical":{"a":true}}"#, "a: physical must be a whole number"),
        (#"{"physical":{"a":1.5}}"#, "a: physical must be"),
        (#"{"physical":{"a":2000000000}}"#, "a: physical must be between"),
        (#"{"physical":{"a":1},"buffer":{"a":-1}}"#, "a: buffer"),
        (#"{"physical":{"a":1},"buffer":{"b":1}}"#, "b: buffer has it"),
        (#"{"physical":{"":1}}"#, "sku must not be empty"),
        ("{\"physical\":{\"\\u00e9\":1,\"e\\u0301\":2}}", "has it twice"),
    ])
    func whatIsWrongIsNamed(text: String, words: String) throws {
        let failure = try #require(throws: CommandFailure.self) { try rows(text) }
        #expect(failure.message.contains(words), "\(failure.message)")
    }

    @Test func theTableIsOneObjectALine() throws {
        let store = try OldFileStore(Array(#"{"physical":{"a/b":1,"\"":2},"buffer":{"a/b":3}}"#.utf8), name: "old.json")
        let lines = String(decoding: try store.ndjson(), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 2)
        struct Row: Decodable, Equatable {
            let sku: String
            let physical: Int64
            let buffer: Int64?
        }
        let row = try JSONDecoder().decode(Row.self, from: Data(lines[1].utf8))
        #expect(row == Row(sku: "a/b", physical: 1, buffer: 3))
    }
}
