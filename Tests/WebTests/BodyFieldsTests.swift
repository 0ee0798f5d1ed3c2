import HTTPTypes
import Inventory
import Testing

@testable import Web

struct BodyFieldsTests {
    private func fields(_ text: String) throws -> BodyFields {
        guard case .object(let members) = try JSONValue(parsing: Array(text.utf8)) else { return BodyFields([:]) }
        return BodyFields(members)
    }

    @Test func readsWhatIsThere() throws {
        var body = try fields(
            #"{"n":-7,"t":"x","b":false,"s":"A","r":"restock","when":"2026-11-21T09:30:00Z","o":{"p":1}}"#
        )
        #expect(body.integer("n") == -7)
        #expect(body.text("t", limit: 1) == "x")
        #expect(body.optionalFlag("b") == false)
        #expect(body.sku("s").value == "A")
        #expect(body.choice("r", or: AdjustmentReason.correction) == .restock)
        #expect(body.optionalTime("when") == Timestamp(iso8601: "2026-11-21T09:30:00Z"))
        #expect(body.optionalObject("o") { $0.integer("p") } == 1)
        try body.check()
    }

    @Test func nullIsAbsent() throws {
        var body = try fields(#"{"n":null}"#)
        #expect(body.optionalInteger("n") == nil)
        #expect(body.mentions("n"))
        try body.check()
        _ = body.integer("n")
        #expect(body.problems == [InvalidValue(field: "n", message: "is missing")])
    }

    /// Everything that is wrong is named at once, each field once.
    @Test func collectsAllComplaints() throws {
        var body = try fields(#"{"n":"5","t":5,"s":"a\nb","r":"theft","o":{"p":true},"l":["",7]}"#)
        _ = body.integer("n")
        _ = body.integer("gone")
        _ = body.text("t", limit: 5)
        _ = body.sku("s")
        _ = body.choice("r", or: AdjustmentReason.correction)
        _ = body.optionalObject("o") { $0.integer("p") }
        _ = body.texts("l", count: 1...5, limit: 5)
        #expect(body.problems.map(\.field) == ["n", "gone", "t", "s", "r", "o.p", "l", "l"])
        let failure = #expect(throws: Failure.self) { try body.check() }
        #expect(failure?.status == .badRequest)
        #expect(failure?.details.count == 8)
    }

    @Test(
        arguments: [
            ("5.0", "whole"), ("5e0", "whole"), ("9223372036854775808", "too large"),
            (String(repeating: "9", count: 400), "too large"),
            ("true", "not a boolean"), ("\"5\"", "not a string"), ("[]", "not an array"), ("{}", "not an object"),
        ]
    )
    func anIntegerIsWrittenAsOne(text: String, cure: String) throws {
        var body = try fields("{\"n\":\(text)}")
        _ = body.integer("n")
        #expect(body.problems.count == 1)
        #expect(body.problems.first?.message.contains(cure) == true, "\(body.problems)")
    }

    @Test func aTextKnowsItsLimitInScalars() throws {
        var body = try fields(#"{"fits":"ééé","long":"éééé","empty":""}"#)
        #expect(body.text("fits", limit: 3) == "ééé")
        _ = body.text("long", limit: 3)
        _ = body.text("empty", limit: 3)
        #expect(body.problems.map(\.field) == ["long", "empty"])
    }
}
