/// How much is measured.
package struct Effort: Sendable {
    /// Of each comparison; the median counts.
    var rounds: Int
    var connections: [Int]
    /// Orders of one round at saturation.
    var orders: Int
    var latencySeconds: Int
    /// SKUs of the databases whose size is compared, the smallest first.
    var sizes: [Int]
    var toldSKUs: Int
    var restarts: Int

    package static let full = Effort(
        rounds: 5,
        connections: [8, 32, 128],
        orders: 24_000,
        latencySeconds: 12,
        sizes: [1_000, 100_000, 1_000_000],
        toldSKUs: 100_000,
        restarts: 5
    )

    package static let quick = Effort(
        rounds: 3,
        connections: [32],
        orders: 8_000,
        latencySeconds: 4,
        sizes: [1_000, 100_000],
        toldSKUs: 20_000,
        restarts: 3
    )
}
