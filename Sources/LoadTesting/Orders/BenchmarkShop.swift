import Signing

/// The shop whose webhooks are sent, and the SKUs that it sells.
enum BenchmarkShop {
    static let domain = "benchmark.myshopify.com"
    static let channel = "benchmark"
    static let webhookSecret = Secret("shpss_benchmark_0123456789abcdef")
    static let locationId: Int64 = 655_441_491
    /// So many of each SKU that no run sells one out, for that would be alerts and not sales.
    static let physical = 100_000_000

    static let skuPrefix = "BENCH-"

    /// The SKU of a number.
    static func sku(_ number: Int) -> String {
        let digits = String(number)
        return skuPrefix + String(repeating: "0", count: max(0, 7 - digits.count)) + digits
    }
}
