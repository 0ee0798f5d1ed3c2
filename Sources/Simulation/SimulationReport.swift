/// What a run did and found.
package struct SimulationReport: Sendable {
    package struct Failure: Sendable {
        package let violation: Violation
        /// Of the world in which it happened: that alone plays it again.
        package let seed: UInt64
        package let steps: Int
        /// What last happened to the SKU concerned.
        package let trace: [String]
    }

    package let options: SimulationOptions
    package internal(set) var steps = 0
    package internal(set) var worlds = 0
    package internal(set) var sometimes = Sometimes()
    /// Two runs with the same one did the same things in the same order.
    package internal(set) var fingerprint = ""
    package internal(set) var duration: Duration = .zero
    package internal(set) var failure: Failure?

    /// A run of so many steps, with no fewer faults than usual, must have taken every rare path.
    package static let longRun = 100_000

    /// Rare paths that should have been taken and were not, in words: the run has proved nothing about them.
    package var neverTaken: [String] {
        let isLong = steps >= Self.longRun && options.faults >= 50 && options.mutation == nil
        return isLong ? sometimes.neverTaken(in: options) : []
    }

    package var hasFailed: Bool { failure != nil || !neverTaken.isEmpty }

    init(options: SimulationOptions) {
        self.options = options
    }

    mutating func add(_ other: Sometimes) { sometimes.add(other) }

    mutating func add(fingerprint other: String) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in (fingerprint + other).utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        fingerprint = String(hash, radix: 16)
    }
}

extension SimulationReport {
    package var stepsPerSecond: Int {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        return Int(Double(steps) / max(seconds, 0.001))
    }

    /// For a terminal: the same for the same run.
    package var text: String {
        var lines: [String] = []
        lines.append("\(steps) steps in \(worlds) worlds, trace \(fingerprint)")
        for (count, words) in sometimes.lines(in: options) {
            let number = String(count)
            lines.append(String(repeating: " ", count: max(0, 9 - number.count)) + "\(number)  \(words)")
        }
        guard let failure else {
            lines.append("no promise was broken")
            lines += neverTaken.map { "NEVER TAKEN: \($0)" }
            return lines.joined(separator: "\n")
        }
        lines.append("the last events:")
        lines += failure.trace
        lines.append("BROKEN after \(failure.steps) steps of seed \(failure.seed): \(failure.violation)")
        lines.append(
            "again: syncstate simulate --seed \(failure.seed) --steps \(failure.steps) --shops \(options.shops) "
                + "--skus \(options.skus) --faults \(options.faults)"
                + (options.engine.isRemote ? " --store dynamodb" : "")
                + (options.instances > 1 ? " --instances \(options.instances)" : "")
                + (options.mutation.map { " --mutation \($0.rawValue)" } ?? "")
        )
        return lines.joined(separator: "\n")
    }
}
