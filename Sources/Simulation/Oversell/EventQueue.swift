import Inventory

/// What happens when, in order of time; of one moment, in the order in which it was planned. A binary heap.
@SimulationActor
final class EventQueue {
    typealias Action = @SimulationActor () async throws -> Void

    private struct Event {
        let at: Int64
        let number: Int
        let action: Action

        func comes(before other: Event) -> Bool { (at, number) < (other.at, other.number) }
    }

    private var heap: [Event] = []
    private var planned = 0
    private let clock: VirtualClock

    init(clock: VirtualClock) {
        self.clock = clock
    }

    func after(milliseconds: Int64, _ action: @escaping Action) {
        planned += 1
        let at = clock.now.millisecondsSinceEpoch + max(0, milliseconds)
        heap.append(Event(at: at, number: planned, action: action))
        var place = heap.count - 1
        while place > 0, heap[place].comes(before: heap[(place - 1) / 2]) {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Lets the next thing happen; false when nothing is planned.
    func next() async throws -> Bool {
        guard let event = takeFirst() else { return false }
        clock.advance(milliseconds: event.at - clock.now.millisecondsSinceEpoch)
        try await event.action()
        return true
    }

    private func takeFirst() -> Event? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var place = 0
        while true {
            var smallest = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
                if heap[child].comes(before: heap[smallest]) { smallest = child }
            }
            guard smallest != place else { return first }
            heap.swapAt(place, smallest)
            place = smallest
        }
    }
}
