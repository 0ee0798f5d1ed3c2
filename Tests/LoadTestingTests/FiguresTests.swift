import Foundation
import Testing

@testable import LoadTesting

struct FiguresTests {
    @Test func percentilesAreByNearestRank() {
        let values = (1...1000).map(Int64.init)
        #expect(values.percentile(0.5) == 500)
        #expect(values.percentile(0.99) == 990)
        #expect(values.percentile(0.999) == 999)
        #expect(values.percentile(1) == 1000)
        #expect([Int64(7)].percentile(0.01) == 7)
        #expect([Int64]().percentile(0.5) == nil)
    }

    @Test func theMedianOfAnEvenNumberIsBetweenTheMiddleTwo() {
        #expect([3.0, 1.0, 2.0].median == 2)
        #expect([4.0, 1.0, 2.0, 3.0].median == 2.5)
        #expect([Double]().median.isNaN)
    }

    @Test(
        "A limit holds on one side and not on the other",
        arguments: [
            (Limit.ratioAtLeast(0.25), 25.0, 24.0), (.ratioAtMost(3.2), 320, 321), (.excessAtMost(1), 101, 102),
            (.atLeast(50), 50, 49), (.atMost(50), 50, 51),
        ]
    )
    func limits(_ limit: Limit, kept: Double, missed: Double) {
        #expect(limit.holds(ours: kept, reference: 100))
        #expect(!limit.holds(ours: missed, reference: 100))
    }

    @Test func aRatioWithoutAReferenceIsNotKept() {
        #expect(!Limit.ratioAtLeast(0).holds(ours: 1, reference: nil))
        #expect(!Limit.ratioAtMost(9).holds(ours: 1, reference: nil))
    }

    @Test(arguments: [
        (FigureUnit.perSecond, 59_100.97, "59,101/s"), (.seconds, 0.000_026_1, "26.1 µs"),
        (.seconds, 0.000_527, "527 µs"),
        (.seconds, 0.003_87, "3.87 ms"), (.seconds, 0.0806, "80.6 ms"), (.seconds, 1.5, "1.5 s"),
        (.mebibytes, 38.25, "38.2 MiB"),
    ])
    func figuresReadAsOneWritesThem(_ unit: FigureUnit, _ value: Double, _ text: String) {
        #expect(unit.text(value) == text)
    }
}

struct ReportTests {
    private func report(_ rows: [Row]) throws -> Report {
        Report(machine: try Machine(directory: FileManager.default.temporaryDirectory), isQuick: false, rows: rows)
    }

    @Test func aMissedLimitIsSaidAndCounted() throws {
        let kept = Row(id: "a", what: "a rate", unit: .perSecond, ours: 30, reference: 100, limit: .ratioAtLeast(0.25))
        let missed = Row(id: "b", what: "a time", unit: .seconds, ours: 2, limit: .atMost(1))
        let free = Row(id: "c", what: "a size", unit: .mebibytes, ours: 2)
        #expect(try report([kept, free]).isWithinLimits)
        #expect(try !report([kept, missed, free]).isWithinLimits)

        let lines = try report([kept, missed, free]).text.split(separator: "\n").filter { $0.hasPrefix("|") }
        #expect(lines.count == 5)
        #expect(Set(lines.map(\.count)).count == 1)
        #expect(lines[2].contains("|  0.30 | ratio ≥ 0.25 | ok"))
        #expect(lines[3].contains("MISSED"))
        #expect(!lines[4].contains("ok") && !lines[4].contains("MISSED"))
    }

    @Test func programsGetTheSameFigures() throws {
        let row = Row(id: "a.b", what: "x", unit: .perSecond, ours: 30, reference: 100, limit: .ratioAtLeast(0.5))
        let json = try JSONSerialization.jsonObject(with: Data(try report([row]).json().utf8)) as? [String: Any]
        let first = try #require((json?["rows"] as? [[String: Any]])?.first)
        #expect(first["id"] as? String == "a.b")
        #expect(first["ratio"] as? Double == 0.3)
        #expect(first["isWithinLimit"] as? Bool == false)
    }
}
