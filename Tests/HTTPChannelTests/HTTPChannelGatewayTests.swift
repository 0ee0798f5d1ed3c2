import CurlClient
import HTTPChannel
import Inventory
import Sandbox
import Signing
import Sync
import Testing

struct HTTPChannelGatewayTests {
    private static let secret = "told in confidence"

    private func batch(_ counts: [(sku: String, count: Int64)], txId: String = "tx-1") -> PushBatch {
        PushBatch(
            txId: txId,
            items: counts.map {
                PushBatch.Item(
                    sku: SKU(stored: $0.sku),
                    count: $0.count,
                    version: 7,
                    inventoryItemId: nil,
                    expected: nil
                )
            }
        )
    }

    /// Pushes `batch` to a sink of this mood.
    private func push(
        _ batch: PushBatch,
        to mood: SandboxSink.Mood = .taking,
        secret: String = secret,
        timeout: Duration = .seconds(10)
    ) async throws -> (report: PushReport, counts: [String: SandboxSink.Count]) {
        let sink = SandboxSink(secret: Self.secret)
        sink.set(mood)
        return try await withOpen(sink) { client in
            let gateway = HTTPChannelGateway(
                url: try await sink.url(),
                secret: Secret(secret),
                client: client,
                timeout: timeout
            )
            return (await gateway.push(batch), sink.counts)
        }
    }

    private func withOpen<Result: Sendable>(
        _ sink: SandboxSink,
        _ body: @Sendable (CurlClient) async throws -> Result
    ) async throws -> Result {
        let client = try CurlClient()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await sink.run() }
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await body(client)) } catch { result = .failure(error) }
            group.cancelAll()
            await client.shutdown()
            return try result.get()
        }
    }

    @Test func tellsSignedCounts() async throws {
        let (report, counts) = try await push(batch([("A", 3), ("Größe \"M\"\n", 0), ("日本", 1_000_000_000)]))
        #expect(report.verdict == .answered([.told(at: nil), .told(at: nil), .told(at: nil)]))
        #expect(counts["A"] == SandboxSink.Count(count: 3, version: 7))
        #expect(counts["Größe \"M\"\n"]?.count == 0)
        #expect(counts["日本"]?.count == 1_000_000_000)
    }

    @Test func tellsAThousandAtOnce() async throws {
        let many = (0..<1000).map { (sku: "SKU-\($0)", count: Int64($0)) }
        let (report, counts) = try await push(batch(many))
        #expect(report.verdict == .answered(Array(repeating: .told(at: nil), count: 1000)))
        #expect(counts.count == 1000)
        #expect(counts["SKU-999"]?.count == 999)
    }

    @Test func aWrongSecretIsAMatterOfCredentials() async throws {
        let (report, counts) = try await push(batch([("A", 3)]), secret: "guessed")
        #expect(error(report)?.kind == .credentials)
        #expect(counts.isEmpty)
    }

    @Test func setsAsideWhatIsRejected() async throws {
        let (report, counts) = try await push(
            batch([("A", 1), ("B", 2), ("C", 3)]),
            to: .rejecting(["B": "no such product"])
        )
        #expect(report.verdict == .answered([.told(at: nil), .refused("no such product"), .told(at: nil)]))
        #expect(counts.keys.sorted() == ["A", "C"])
    }

    @Test func ofARefusedBatchTheOthersGoAgain() async throws {
        let (report, counts) = try await push(batch([("A", 1), ("B", 2)]), to: .refusing(["B": "too many"]))
        #expect(report.verdict == .answered([.again, .refused("too many")]))
        #expect(counts.isEmpty)
    }

    @Test(
        arguments: [
            (400, #"{"details":[{"field":"counts[1].count","message":"negative"}]}"#),
            (413, #"{"details":[{"sku":"B","message":"negative"}]}"#),
            (415, #"{"message":"no","rejected":[{"sku":"B","message":"negative"},{"sku":"elsewhere"}]}"#),
            (422, #"{"rejected":null,"details":[{"sku":"B","message":"negative"}]}"#),
        ]
    )
    func findsTheItemsThatAreNamed(status: Int, body: String) async throws {
        let (report, _) = try await push(batch([("A", 1), ("B", 2)]), to: .failing(status: status, body: body))
        #expect(report.verdict == .answered([.again, .refused("negative")]))
    }

    @Test(
        arguments: [
            #"{"message":"counts are closed"}"#, #"{"error":"counts are closed","details":[{"field":"txId"}]}"#,
        ]
    )
    func whereNoneIsNamedTheBatchIsRefused(body: String) async throws {
        let (report, _) = try await push(batch([("A", 1)]), to: .failing(status: 422, body: body))
        #expect(report.verdict == .batchRefused("answered 422: counts are closed"))
    }

    @Test(arguments: ["", "<html>", "[1,2]", #"{"rejected":{}}"#, #"{"rejected":[{"sku":1}]}"#])
    func aRefusalNeedNotBeReadable(body: String) async throws {
        let (report, _) = try await push(batch([("A", 1)]), to: .failing(status: 400, body: body))
        guard case .batchRefused = report.verdict else {
            Issue.record("\(report.verdict)")
            return
        }
    }

    @Test(arguments: ["", "OK", "<html>", "[]", "{}", #"{"rejected":[]}"#, #"{"rejected":null}"#])
    func successNeedsNoBody(body: String) async throws {
        let (report, _) = try await push(batch([("A", 1)]), to: .failing(status: 200, body: body))
        #expect(report.verdict == .answered([.told(at: nil)]))
    }

    @Test func successThatCannotBeMadeOutIsToldAgain() async throws {
        let (report, _) = try await push(batch([("A", 1)]), to: .failing(status: 200, body: #"{"rejected":"B"}"#))
        #expect(error(report)?.kind == .protocolViolation)
        #expect(error(report)?.mayHaveHappened == true)
    }

    @Test(arguments: [401, 402, 403, 423])
    func waitsForAPerson(status: Int) async throws {
        let (report, _) = try await push(batch([("A", 1)]), to: .failing(status: status))
        #expect(error(report)?.kind == .credentials)
        #expect(error(report)?.reason.contains("\(status)") == true)
    }

    @Test(arguments: [301, 404, 408, 409, 425, 429, 500, 502, 503, 504])
    func triesAgainLater(status: Int) async throws {
        let (report, _) = try await push(batch([("A", 1)]), to: .failing(status: status))
        #expect(error(report)?.kind == .unavailable)
        #expect(error(report)?.retryAfter == nil)
    }

    @Test func heedsTheWaitThatIsAskedFor() async throws {
        let (seconds, _) = try await push(batch([("A", 1)]), to: .failing(status: 429, retryAfter: "17"))
        #expect(error(seconds)?.retryAfter == .seconds(17))
        let (long, _) = try await push(batch([("A", 1)]), to: .failing(status: 503, retryAfter: "86400"))
        #expect(error(long)?.retryAfter == .seconds(300))
        let never = "Fri, 31 Dec 2100 12:00:00 GMT"
        let (date, _) = try await push(batch([("A", 1)]), to: .failing(status: 503, retryAfter: never))
        #expect(error(date)?.retryAfter == .seconds(300))
    }

    @Test func aBrokenConnectionIsNoAnswer() async throws {
        let (report, _) = try await push(batch([("A", 1)]), to: .hangingUp)
        #expect(error(report)?.kind == .unavailable)
        #expect(error(report)?.mayHaveHappened == true)
    }

    @Test func silenceEnds() async throws {
        let (report, _) = try await push(batch([("A", 1)]), to: .silent, timeout: .milliseconds(200))
        #expect(error(report)?.kind == .unavailable)
        #expect(error(report)?.mayHaveHappened == true)
    }

    @Test func nobodyThereIsCertain() async throws {
        let client = try CurlClient()
        // Port 1 is reserved and never listens on loopback.
        let gateway = HTTPChannelGateway(url: "http://127.0.0.1:1/", secret: Secret("s"), client: client)
        let report = await gateway.push(batch([("A", 1)]))
        #expect(error(report)?.kind == .unavailable)
        #expect(error(report)?.mayHaveHappened == false)
        await client.shutdown()
    }

    @Test func cannotBeAsked() async throws {
        let client = try CurlClient()
        let gateway = HTTPChannelGateway(url: "http://127.0.0.1:1/", secret: Secret("s"), client: client)
        await #expect(throws: GatewayError.self) { try await gateway.readLevels([1]) }
        await #expect(throws: GatewayError.self) { try await gateway.catalogPage(after: nil) }
        await #expect(throws: GatewayError.self) {
            try await gateway.ordersPage(updatedSince: .distantPast, after: nil)
        }
        await #expect(throws: GatewayError.self) { try await gateway.order(1) }
        await client.shutdown()
    }

    private func error(_ report: PushReport) -> GatewayError? {
        if case .unavailable(let error) = report.verdict { error } else { nil }
    }
}
