import CurlClient
import NIOConcurrencyHelpers
import Testing

@testable import Sandbox

struct CourierTests {
    @Test func triesAgainUntilItIsTaken() async throws {
        try await withShop { shop, receiver, _ in
            receiver.answer(503, 500, 401)
            try shop.edit("MUG-WHITE", to: 1)
            let deliveries = try await receiver.wait(for: 4)
            #expect(Set(deliveries.map(\.webhookId)).count == 1)
            #expect(Set(deliveries.map(\.body)).count == 1)
            // Taken by the fourth: what comes next is something else.
            try shop.edit("MUG-WHITE", to: 2)
            #expect(try await receiver.wait(for: 5)[4].webhookId != deliveries[0].webhookId)
        }
    }

    @Test func givesUpInTheEnd() async throws {
        let behaviour = DeliveryBehaviour(retries: 2, firstRetry: .milliseconds(1))
        try await withShop(behaviour: behaviour) { shop, receiver, _ in
            receiver.answer(500, 500, 500)
            try shop.edit("MUG-WHITE", to: 1)
            _ = try await receiver.wait(for: 3)
            try shop.edit("CAP-NAVY", to: 1)
            let last = try await receiver.wait(for: 4)[3]
            #expect(last.webhookId != receiver.all[0].webhookId)
        }
    }

    @Test func sendsTwiceOnDemand() async throws {
        try await withShop(behaviour: DeliveryBehaviour(duplicateProbability: 1)) { shop, receiver, _ in
            try shop.edit("MUG-WHITE", to: 1)
            let deliveries = try await receiver.wait(for: 2)
            #expect(deliveries[0].webhookId == deliveries[1].webhookId)
            #expect(deliveries[0].body == deliveries[1].body)
        }
    }

    @Test func losesOnDemand() async throws {
        try await withShop(behaviour: DeliveryBehaviour(dropProbability: 0.5)) { shop, receiver, _ in
            for count in 1...100 { try shop.edit("MUG-WHITE", to: Int64(count + 1000)) }
            shop.set(DeliveryBehaviour(duplicateProbability: 1))
            try shop.edit("MUG-WHITE", to: 1)
            // A repeat goes out once all that was handed over before has been taken up.
            let seen = try await eventually("the last edit, twice") {
                receiver.all.count { $0.body["available"].number == 1 } == 2 ? receiver.all : nil
            }
            let kept = seen.count - 2
            #expect((1..<100).contains(kept), "\(kept) of 100 were kept")
        }
    }

    @Test func oneSeedTellsOneStory() async throws {
        let client = try CurlClient()
        /// Which of 64 edits get lost on their way.
        func lost(seed: UInt64) throws -> [Int] {
            let lost = NIOLockedValueBox<(number: Int, lost: [Int])>((0, []))
            let shop = try SandboxShop(
                SandboxShop.Configuration(
                    shop: .north,
                    webhookAddress: "http://127.0.0.1:1/",
                    behaviour: DeliveryBehaviour(dropProbability: 0.5),
                    seed: seed
                ),
                client: client,
                onEvent: { event in
                    guard case .dropped = event else { return }
                    lost.withLockedValue { $0.lost.append($0.number) }
                }
            )
            for number in 1...64 {
                lost.withLockedValue { $0.number = number }
                try shop.edit("MUG-WHITE", to: Int64(number + 1000))
            }
            return lost.withLockedValue { $0.lost }
        }
        #expect(try lost(seed: 3) == lost(seed: 3))
        #expect(try lost(seed: 3) != lost(seed: 4))
        await client.shutdown()
    }

    @Test func overtakesOnDemand() async throws {
        let behaviour = DeliveryBehaviour(longestDelay: .milliseconds(200))
        try await withShop(behaviour: behaviour) { shop, receiver, _ in
            for count in 1...40 { try shop.edit("MUG-WHITE", to: Int64(count)) }
            let order = try await receiver.wait(for: 40).compactMap { $0.body["available"].number }
            #expect(order != order.sorted())
            #expect(Set(order) == Set(1...40))
        }
    }
}
