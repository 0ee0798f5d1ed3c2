import DynamoDB
import Testing

@testable import LoadTesting

@Suite("Expressions of the stand-in for DynamoDB")
struct ExpressionTests {
    private static let item: Item = ["pk": .string("p"), "c": .string("one"), "n": .number(9), "e": .string("")]
    private static let placeholders = Placeholders(
        names: ["#c": "c", "#n": "n", "#none": "none", "#e": "e"],
        values: [
            ":one": .string("one"), ":two": .string("two"), ":9": .number("9.0"), ":10": .number(10),
            ":text": .string("9"), ":empty": .string(""),
        ]
    )

    @Test(arguments: [
        ("#c = :one", true), ("#c = :two", false), ("#c <> :two", true), ("#none = :one", false),
        ("#none <> :one", true), ("attribute_exists(#c)", true), ("attribute_not_exists(#c)", false),
        ("attribute_not_exists (#none)", true), ("#n = :9", true), ("#n < :10", true), ("#n >= :10", false),
        ("#n = :text", false), ("#n < :text", false), ("#e = :empty", true),
        ("#c BETWEEN :one AND :two", true), ("#c BETWEEN :two AND :one", false),
        ("#c = :two OR #c = :one AND #n = :9", true), ("(#c = :two OR #c = :one) AND #n = :10", false),
        ("NOT #c = :one", false), ("not (#c = :one AND #n = :10)", true), ("c = :one", true),
    ])
    func conditions(text: String, holds: Bool) throws {
        #expect(try Condition(text).holds(Self.item, Self.placeholders) == holds)
    }

    @Test func nothingIsThereInAnItemThatIsNot() throws {
        #expect(try Condition("attribute_not_exists(#c)").holds(nil, Self.placeholders))
        #expect(try !Condition("#c = :one").holds(nil, Self.placeholders))
    }

    @Test(arguments: ["", "#c", "#c =", "#c = :one AND", "size(#c) = :one", "#c.x = :one", "(#c = :one", "#c = :one )"])
    func conditionsThatAreNotKnownAreRefused(text: String) {
        #expect(throws: StandInFailure.self) { try Condition(text) }
    }

    @Test func placeholdersMustBeThereAndBeUsed() throws {
        let condition = try Condition("#c = :one")
        #expect(throws: StandInFailure.self) { try condition.holds(Self.item, Placeholders()) }
        #expect(throws: StandInFailure.self) { try Self.placeholders.refuseUnused(condition.placeholders) }
    }

    @Test func updatesSeeTheItemAsItWas() throws {
        let update = try Update(
            "SET #n = if_not_exists(#c, :two), #c = :two, #none = if_not_exists(#none, :9) REMOVE #e"
        )
        let after = try update.applied(to: Self.item, key: ["pk": .string("p")], Self.placeholders)
        #expect(
            after == ["pk": .string("p"), "n": .string("one"), "c": .string("two"), "none": .number("9.0")]
        )
        let made = try Update("SET #c = :one").applied(to: nil, key: ["pk": .string("k")], Self.placeholders)
        #expect(made == ["pk": .string("k"), "c": .string("one")])
    }

    @Test(arguments: ["SET #c = :one, #c = :two", "SET pk = :one", "SET #c = #none", "REMOVE #c, #c"])
    func updatesThatCannotBeMadeAreRefused(text: String) {
        #expect(throws: StandInFailure.self) {
            try Update(text).applied(to: Self.item, key: ["pk": .string("p")], Self.placeholders)
        }
    }

    /// Each by the rules of "DynamoDB item sizes and formats".
    @Test(arguments: [
        (["a": .string("é")] as Item, 3), (["a": .number("0")], 2), (["a": .number("-1200")], 4),
        (["a": .number("12.345")], 5), (["a": .bytes([1, 2, 3])], 4), (["a": .bool(true), "bc": .null], 5),
        (["a": .list([.number(1), .string("xy")])], 10), (["m": .map(["k": .string("v")])], 7),
    ])
    func sizes(item: Item, bytes: Int) {
        #expect(item.storedBytes == bytes)
    }

    @Test func unitsBeginWithEachKilobyte() {
        #expect([0, 1, 1024, 1025].map(Capacity.writeUnits) == [1, 1, 1, 2])
        #expect([0, 4096, 4097].map(Capacity.readUnits) == [1, 1, 2])
    }
}
