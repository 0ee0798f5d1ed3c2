import Inventory
import Sync
import Testing

@testable import Shopify

/// What we believe of a shop's rate limit.
struct PointBucketTests {
    private let start = Timestamp(millisecondsSinceEpoch: 1_000_000)

    private func bucket(_ available: Double, of maximum: Double = 2000, restore: Double = 100) -> PointBucket {
        var bucket = PointBucket(now: start)
        bucket.settle(0, ThrottleState(maximum: maximum, available: available, restoreRate: restore), at: start)
        return bucket
    }

    @Test func restoresSteadilyUpToItsSize() {
        let bucket = bucket(100)
        #expect(bucket.free(at: start) == 100)
        #expect(bucket.free(at: start.adding(.seconds(3))) == 400)
        #expect(bucket.free(at: start.adding(.seconds(3600))) == 2000)
    }

    @Test func saysHowLongToWait() {
        let bucket = bucket(10)
        #expect(bucket.wait(for: 10, at: start) == .zero)
        #expect(bucket.wait(for: 60, at: start) == .milliseconds(500))
        // What never fits waits for the whole bucket, and no longer.
        #expect(bucket.wait(for: 5000, at: start).components.seconds == 19)
    }

    @Test func whatIsUnderWayIsNotFree() {
        var bucket = bucket(100)
        bucket.reserve(40)
        bucket.reserve(30)
        #expect(bucket.free(at: start) == 30)
        // The first is answered; nobody knows whether the 60 that are left take account of the second.
        bucket.settle(40, ThrottleState(maximum: 2000, available: 60, restoreRate: 100), at: start)
        #expect(bucket.free(at: start) == 30)
        bucket.settle(30, ThrottleState(maximum: 2000, available: 55, restoreRate: 100), at: start)
        #expect(bucket.free(at: start) == 55)
    }

    @Test func withoutAWordTheWorstIsBelieved() {
        var bucket = bucket(100)
        bucket.reserve(40)
        bucket.settle(40, isSpent: true, at: start)
        #expect(bucket.free(at: start) == 60)
        bucket.reserve(40)
        bucket.settle(40, isSpent: false, at: start)
        #expect(bucket.free(at: start) == 60)
    }

    @Test func nonsenseDoesNotHoldEverythingUp() {
        var bucket = bucket(0, restore: 0)
        #expect(bucket.wait(for: 10, at: start) == .milliseconds(100))
        bucket.settle(0, ThrottleState(maximum: -.infinity, available: .nan, restoreRate: .nan), at: start)
        #expect(bucket.state(at: start) == ThrottleState(maximum: 2000, available: 0, restoreRate: 100))
        bucket.settle(0, ThrottleState(maximum: 2000, available: -50, restoreRate: 0.001), at: start)
        #expect(bucket.wait(for: 10, at: start) == .seconds(10))
    }

    @Test func aClockSetBackRestoresNothing() {
        #expect(bucket(10).free(at: start.adding(.seconds(-100))) == 10)
    }
}
