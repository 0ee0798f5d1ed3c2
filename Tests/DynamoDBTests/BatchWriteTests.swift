import DynamoDB
import Foundation
import NIOConcurrencyHelpers
import Testing

@Suite("Batches of writes")
struct BatchWriteTests {
    @Test("what was left unprocessed is sent again, and nothing else")
    func unprocessed() async throws {
        let wire = HalfWire()
        let client = DynamoDBClient(wire: wire, retries: RetryPolicy(firstPause: .zero, longestPause: .zero))
        try await client.batchPut((0..<10).map { ("T", ["pk": .string("\($0)"), "sk": .string("-")]) })
        #expect(wire.sizes == [10, 5, 2, 1])
        #expect(Set(wire.taken) == Set((0..<10).map(String.init)) && wire.taken.count == 10)
    }

    @Test("a table that takes nothing at last fails as throttled")
    func never() async throws {
        let client = DynamoDBClient(
            wire: HalfWire(takesAny: false),
            retries: RetryPolicy(attempts: 3, firstPause: .zero, longestPause: .zero)
        )
        await #expect {
            try await client.batchPut([("T", ["pk": .string("a"), "sk": .string("-")])])
        } throws: { error in
            if case DynamoDBError.throttled = error { true } else { false }
        }
    }
}

/// Takes the second half of what comes and leaves the first unprocessed.
private final class HalfWire: DynamoDBWire {
    private let takesAny: Bool
    private let state = NIOLockedValueBox<(sizes: [Int], taken: [String])>(([], []))

    init(takesAny: Bool = true) {
        self.takesAny = takesAny
    }

    var sizes: [Int] { state.withLockedValue { $0.sizes } }
    var taken: [String] { state.withLockedValue { $0.taken } }

    /// `PutRequest`, `Item`, the attribute, its type.
    private typealias Entry = [String: [String: [String: [String: String]]]]

    private struct Request: Decodable {
        let items: [String: [Entry]]

        enum CodingKeys: String, CodingKey {
            case items = "RequestItems"
        }
    }

    func send(_ operation: String, _ body: [UInt8]) async throws -> WireAnswer {
        let entries = try JSONDecoder().decode(Request.self, from: Data(body)).items["T"] ?? []
        let left = takesAny ? entries.prefix(entries.count / 2) : entries[...]
        state.withLockedValue { state in
            state.sizes.append(entries.count)
            state.taken += entries[left.count...].compactMap { $0["PutRequest"]?["Item"]?["pk"]?["S"] }
        }
        let answer = ["UnprocessedItems": left.isEmpty ? [:] : ["T": Array(left)]]
        return WireAnswer(status: 200, body: Array(try JSONEncoder().encode(answer)))
    }
}
