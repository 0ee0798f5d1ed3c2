import Foundation
import Testing

@testable import Shopify

struct AdminEnvelopeTests {
    private struct Answer: Decodable, Equatable {
        let value: Int
    }

    private func decode(_ text: String) throws -> AdminEnvelope<Answer> {
        try JSONDecoder().decode(AdminEnvelope<Answer>.self, from: Data(text.utf8))
    }

    @Test func givesData() throws {
        let envelope = try decode(#"{"data":{"value":3},"extensions":{"search":[]}}"#)
        guard case .data(let answer) = envelope.outcome else { throw Unexpected(envelope.outcome) }
        #expect(answer == Answer(value: 3))
        #expect(envelope.cost == nil)
    }

    @Test func errorsGoBeforeData() throws {
        let envelope = try decode(#"{"data":{"value":3},"errors":[{"message":"partly"}]}"#)
        guard case .errors(let errors) = envelope.outcome else { throw Unexpected(envelope.outcome) }
        #expect(errors.map(\.message) == ["partly"])
    }

    @Test(arguments: ["", "[]", "{}", #"{"data":null}"#, #"{"data":{"value":"3"}}"#, #"{"errors":"Not Found"}"#])
    func refusesOthers(text: String) {
        #expect(throws: DecodingError.self) { try decode(text) }
    }
}
