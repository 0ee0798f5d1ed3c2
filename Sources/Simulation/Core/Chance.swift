import SeededRandom

/// What would be chance elsewhere: one seed gives one run everywhere. Nothing of the standard library's own drawing is
/// used: its method may change with the toolchain.
struct Chance: Sendable {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func next() -> UInt64 { generator.next() }

    mutating func number(in range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// Below `bound`, which is at least 1.
    mutating func index(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// True `share` times in a thousand.
    mutating func perMille(_ share: Int) -> Bool { index(below: 1000) < share }

    mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[index(below: elements.count)]
    }

    /// One of the choices, each as often as its weight says.
    mutating func pick<Choice>(weighted choices: [(weight: Int, choice: Choice)]) -> Choice? {
        let total = choices.reduce(0) { $0 + $1.weight }
        guard total > 0 else { return nil }
        var left = index(below: total)
        for (weight, choice) in choices {
            if left < weight { return choice }
            left -= weight
        }
        return nil
    }

    /// A stream of its own: what one part draws does not shift what another does.
    mutating func fork() -> Chance { Chance(seed: next()) }
}

extension Chance {
    /// From 0 to just below 1, in steps of 2⁻⁵³.
    mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
