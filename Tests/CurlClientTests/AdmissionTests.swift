import SeededRandom
import Testing

@testable import CurlClient

@Suite struct AdmissionTests {
    private let start = ContinuousClock.now
    private let a = Origin(scheme: "http", host: "a", port: "80")
    private let b = Origin(scheme: "http", host: "b", port: "80")

    private func id(_ value: UInt64) -> TransferID { TransferID(value: value) }

    private func started(_ admission: inout Admission) -> [UInt64] {
        var ids: [UInt64] = []
        while let id = admission.startNext() { ids.append(id.value) }
        return ids
    }

    @Test func originsTakeTurnsAndEachIsServedInOrder() {
        var admission = Admission(maxInFlight: 5, maxInFlightPerOrigin: 3)
        for value in 1...4 as ClosedRange<UInt64> { admission.enqueue(id(value), origin: a, deadline: start) }
        for value in 11...14 as ClosedRange<UInt64> { admission.enqueue(id(value), origin: b, deadline: start) }
        #expect(started(&admission) == [1, 11, 2, 12, 3])
        admission.finish(origin: b)
        #expect(started(&admission) == [13])
        admission.finish(origin: a)
        #expect(started(&admission) == [14])
        admission.finish(origin: a)
        #expect(started(&admission) == [4])
    }

    @Test func anyPlaceInTheLineCanBeLeft() {
        for left in 1...4 as ClosedRange<UInt64> {
            var admission = Admission(maxInFlight: 9, maxInFlightPerOrigin: 9)
            for value in 1...4 as ClosedRange<UInt64> { admission.enqueue(id(value), origin: a, deadline: start) }
            admission.removeWaiting(id(left))
            admission.removeWaiting(id(left))
            admission.enqueue(id(5), origin: a, deadline: start)
            #expect(started(&admission) == [1, 2, 3, 4, 5].filter { $0 != left })
        }
    }

    @Test func theOverdueAreFoundOnceTheyAreDue() {
        var admission = Admission(maxInFlight: 1, maxInFlightPerOrigin: 1)
        #expect(admission.earliestDeadline == nil)
        for (value, seconds) in [(1, 30), (2, 10), (3, 20)] as [(UInt64, Int)] {
            admission.enqueue(id(value), origin: a, deadline: start + .seconds(seconds))
        }
        #expect(admission.earliestDeadline == start + .seconds(10))
        #expect(admission.overdue(at: start + .seconds(9)).isEmpty)
        #expect(admission.overdue(at: start + .seconds(10)) == [id(2)])
        admission.removeWaiting(id(2))
        #expect(admission.earliestDeadline == start + .seconds(20))
        #expect(Set(admission.overdue(at: start + .seconds(99))) == [id(1), id(3)])
        admission.removeWaiting(id(1))
        admission.removeWaiting(id(3))
        #expect(admission.earliestDeadline == nil)
        #expect(admission.isIdle)
    }

    /// Any sequence of events, compared with a list that is searched from its beginning each time.
    @Test(arguments: 0..<20 as Range<UInt64>) func limitsHoldAndNobodyIsForgotten(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var admission = Admission(maxInFlight: 4, maxInFlightPerOrigin: 2)
        var waiting: [(id: TransferID, origin: Origin)] = []
        var inFlight: [(id: TransferID, origin: Origin)] = []
        for step in 0..<2000 as Range<UInt64> {
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                let origin = Origin(scheme: "http", host: "h\(Int.random(in: 0..<3, using: &random))", port: "80")
                admission.enqueue(id(step), origin: origin, deadline: start)
                waiting.append((id(step), origin))
            case 1 where !waiting.isEmpty:
                let left = waiting.remove(at: Int.random(in: waiting.indices, using: &random))
                admission.removeWaiting(left.id)
            case 2 where !inFlight.isEmpty:
                let ended = inFlight.remove(at: Int.random(in: inFlight.indices, using: &random))
                admission.finish(origin: ended.origin)
            default:
                let eligible = waiting.filter { candidate in
                    inFlight.count < 4 && inFlight.count { $0.origin == candidate.origin } < 2
                }
                let begun = admission.startNext()
                #expect((begun == nil) == eligible.isEmpty)
                guard let begun, let index = waiting.firstIndex(where: { $0.id == begun }) else { continue }
                let first = eligible.first { $0.origin == waiting[index].origin }
                #expect(first?.id == begun)
                inFlight.append(waiting.remove(at: index))
            }
            #expect(admission.isIdle == (waiting.isEmpty && inFlight.isEmpty))
        }
    }
}
