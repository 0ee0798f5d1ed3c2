import Inventory
import Sync
import Testing

extension StoreCheck {
    static let upkeep: [StoreCheck] = [
        StoreCheck("rows past their time are swept in steps, and no others") { subject in
            try await subject.write { tx in
                for number in 0..<25 {
                    try tx.put(Sample.transaction("old-\(number)", at: tx.now, lasting: .seconds(10)))
                    try tx.put(
                        IdempotentAnswer(
                            scope: IdempotentAnswer.Scope(method: "PUT", path: "/", key: "\(number)"),
                            requestHash: [],
                            status: 200,
                            body: [],
                            expiresAt: tx.now.adding(.seconds(number < 5 ? 10 : 60))
                        )
                    )
                }
                try tx.put(Sample.transaction("young", at: tx.now, lasting: .seconds(60)))
            }
            #expect(try await subject.store.sweepExpired(now: subject.now, limit: 10) == false)
            subject.clock.advance(by: .seconds(10))
            var steps = 0
            while try await subject.store.sweepExpired(now: subject.now, limit: 10) { steps += 1 }
            #expect(steps >= 2 || !subject.isExpirySwept)
            try await subject.write { tx in
                try #expect(tx.transaction(Sample.transaction("young", at: tx.now).key) != nil)
                let scope = IdempotentAnswer.Scope(method: "PUT", path: "/", key: "7")
                try #expect(tx.idempotentAnswer(scope) != nil)
            }
        },
        StoreCheck("a store that can take a write is healthy, and asking writes nothing that shows") { subject in
            let recorder = CommitRecorder()
            subject.store.observe(recorder)
            try await subject.store.checkHealth()
            try await subject.write { tx in try tx.put(Sample.level("A", at: tx.now)) }
            try await subject.store.checkHealth()
            #expect(recorder.events.isEmpty)
        },
    ]
}
