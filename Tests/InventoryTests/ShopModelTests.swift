import Inventory
import Testing

@Suite("A shop whose webhooks are late, doubled, shuffled and lost, against the rules")
struct ShopModelTests {
    @Test(
        "Nothing is unexplained in the end, every count is right, and no sale is erased",
        arguments: Authority.allCases
    )
    func converges(authority: Authority) {
        var taken: [String: Int] = [:]
        for seed in 0..<2000 as Range<UInt64> {
            var run = ModelRun(authority: authority, seed: seed)
            run.play(steps: seed.isMultiple(of: 20) ? 400 : 80)
            run.reconcile()
            let problems = run.problems
            #expect(problems.isEmpty, "seed \(seed), \(authority): \(problems.joined(separator: "; "))")
            taken.merge(run.merchant.taken, uniquingKeysWith: +)
        }
        // A path that no run took proves nothing.
        let rare = [
            "observed stale", "observed unexplained", "read echo overtaken", "contained", "write stale",
            "write written resent", "write spentKey resent", "write withdrawn", "settled cancelledOut",
            authority == .adopt ? "settled adopted" : "settled overruled", "settled contested",
        ]
        for path in rare { #expect(taken[path] ?? 0 > 0, "never: \(path)") }
    }
}
