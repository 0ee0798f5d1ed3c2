import CurlClient
import Foundation
import HTTPChannel
import Inventory
import Sandbox
import Signing
import Sync
import Testing

@Suite struct ProbeTests {
    @Test func whoeverAnswersIsThereAndTellsTheTime() async throws {
        let sink = SandboxSink(secret: "told in confidence")
        let client = try CurlClient()
        let before = Timestamp(millisecondsSinceEpoch: Int64(Date.now.timeIntervalSince1970) * 1000)
        let time = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await sink.run() }
            defer { group.cancelAll() }
            let url = try await sink.url()
            return try await HTTPChannelGateway(url: url, secret: Secret("another"), client: client).probe()
        }
        await client.shutdown()
        let told = try #require(time)
        #expect(told >= before && told <= before.adding(.seconds(600)))
        #expect(sink.batches == 0, "it was asked, not told")
    }

    @Test func nobodyIsThere() async throws {
        let client = try CurlClient()
        // Port 9 is for discarding, and nothing listens on it here.
        let gateway = HTTPChannelGateway(url: "http://127.0.0.1:9/x", secret: Secret("a"), client: client)
        let error = await #expect(throws: GatewayError.self) { try await gateway.probe() }
        #expect(error?.kind == .unavailable && error?.mayHaveHappened == false)
        await client.shutdown()
    }
}
