import DynamoDB
import Testing

@Suite("Pauses between attempts")
struct RetryPolicyTests {
    @Test("double up to the longest, and jitter takes from them")
    func doubling() {
        var policy = RetryPolicy(firstPause: .milliseconds(10), longestPause: .milliseconds(50), random: { 1 })
        #expect((1...5).map { policy.pause(after: $0) } == [20, 40, 50, 50, 50].map { .milliseconds($0) })
        policy.random = { 0.5 }
        #expect(policy.pause(after: 1) == .milliseconds(10))
        policy.random = { 0 }
        #expect(policy.pause(after: 100) == .zero)
    }
}
