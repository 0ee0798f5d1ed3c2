import Inventory

/// What happened, in order: all of it as one hash, the latest of it as lines.
struct Trace {
    private var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    private var latest: [(skus: [SKU], line: String)] = []
    private var next = 0
    private let prints: Bool

    private static let capacity = 20_000

    init(prints: Bool) {
        self.prints = prints
    }

    /// Runs with one hash did the same things in the same order.
    var fingerprint: String { String(hash, radix: 16) }

    mutating func note(_ now: Timestamp, _ skus: [SKU], _ line: @autoclosure () -> String) {
        let line = "\(now.iso8601) \(line())"
        // FNV-1a.
        for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        if prints { print(line) }
        if latest.count < Self.capacity {
            latest.append((skus, line))
        } else {
            latest[next] = (skus, line)
            next = (next + 1) % Self.capacity
        }
    }

    /// The last lines that concern the SKU, or all of them when it is nil; oldest first.
    func tail(of sku: SKU?, limit: Int = 60) -> [String] {
        let ordered = latest[next...] + latest[..<next]
        return ordered.filter { sku == nil || $0.skus.isEmpty || $0.skus.contains(sku ?? $0.skus[0]) }
            .suffix(limit).map(\.line)
    }
}
