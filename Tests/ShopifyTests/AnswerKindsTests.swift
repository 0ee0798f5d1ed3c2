import CurlClient
import Foundation
import Inventory
import Sync
import Testing

@testable import Sandbox
@testable import Shopify

/// Everything that can come back instead of an answer, and what a write that meets it is known to have done.
struct AnswerKindsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let answer: ScriptedShop.Answer
        let kind: GatewayError.Kind
        var mayHaveHappened = false
        var retryAfter: Duration?
        /// Generous, so that a busy machine does not turn an answer into silence.
        var timeout = Duration.seconds(30)

        var testDescription: String { name }
    }

    private static func soon(_ seconds: Int64) -> String { HTTPDate(secondsSinceEpoch: 1_795_253_400 + seconds).text }

    private static func status(_ status: Int, retryAfter: String? = nil) -> ScriptedShop.Answer {
        .json(#"{"errors":"no"}"#, status: status, headers: retryAfter.map { ["Retry-After": $0] } ?? [:])
    }

    private static func errors(_ code: String, _ cost: String = "null") -> ScriptedShop.Answer {
        .json(
            #"{"errors":[{"message":"\#(code)!","extensions":{"code":"\#(code)"}}],"data":null,"#
                + #""extensions":{"cost":\#(cost)}}"#
        )
    }

    private static let emptyBucket =
        #"{"requestedQueryCost":50,"actualQueryCost":null,"throttleStatus":"#
        + #"{"maximumAvailable":2000,"currentlyAvailable":20,"restoreRate":100}}"#

    static let cases = [
        Case(name: "429, seconds", answer: status(429, retryAfter: "7"), kind: .unavailable, retryAfter: .seconds(7)),
        Case(name: "429, date", answer: status(429, retryAfter: soon(9)), kind: .unavailable, retryAfter: .seconds(9)),
        Case(name: "429, past", answer: status(429, retryAfter: soon(-9)), kind: .unavailable, retryAfter: .zero),
        Case(name: "429, nonsense", answer: status(429, retryAfter: "soon"), kind: .unavailable),
        Case(name: "430", answer: status(430), kind: .unavailable),
        Case(
            name: "THROTTLED",
            answer: errors("THROTTLED", emptyBucket),
            kind: .unavailable,
            retryAfter: .milliseconds(300)
        ),
        Case(name: "500", answer: status(500), kind: .unavailable, mayHaveHappened: true),
        Case(name: "502", answer: status(502), kind: .unavailable, mayHaveHappened: true),
        Case(
            name: "503, date",
            answer: status(503, retryAfter: soon(9)),
            kind: .unavailable,
            mayHaveHappened: true,
            retryAfter: .seconds(9)
        ),
        Case(name: "504", answer: status(504), kind: .unavailable, mayHaveHappened: true),
        Case(name: "408", answer: status(408), kind: .unavailable, mayHaveHappened: true),
        Case(
            name: "time-out",
            answer: .silence,
            kind: .unavailable,
            mayHaveHappened: true,
            timeout: .milliseconds(300)
        ),
        Case(name: "reset", answer: .hangUp, kind: .unavailable, mayHaveHappened: true),
        Case(
            name: "200, HTML",
            answer: .json("<!DOCTYPE html><title>Oops</title>"),
            kind: .protocolViolation,
            mayHaveHappened: true
        ),
        Case(
            name: "200, cut off",
            answer: .json(#"{"data":{"inventorySetQuantities":{"inventoryAdjustmentGr"#),
            kind: .protocolViolation,
            mayHaveHappened: true
        ),
        Case(name: "200, nothing", answer: .json(""), kind: .protocolViolation, mayHaveHappened: true),
        Case(name: "200, failed", answer: errors("INTERNAL_SERVER_ERROR"), kind: .unavailable, mayHaveHappened: true),
        Case(name: "200, no access", answer: errors("ACCESS_DENIED"), kind: .credentials),
        Case(name: "401", answer: status(401), kind: .credentials),
        Case(name: "402", answer: status(402), kind: .credentials),
        Case(name: "403", answer: status(403), kind: .credentials),
        Case(name: "404", answer: status(404), kind: .credentials),
        Case(name: "423", answer: status(423), kind: .credentials),
    ]

    private let batch = PushBatch(
        txId: "tx",
        items: [PushBatch.Item(sku: SKU(stored: "A"), count: 1, version: 1, inventoryItemId: 1, expected: 2)]
    )

    @Test(arguments: cases)
    func aWriteIsReportedAsWhatIsKnownOfIt(_ example: Case) async throws {
        try await ScriptedShop.with(timeout: example.timeout) { _ in
            example.answer
        } _: { shop in
            let report = await shop.gateway().push(batch)
            guard case .unavailable(let error) = report.verdict else { throw Unexpected(report.verdict) }
            #expect(error.kind == example.kind)
            #expect(error.mayHaveHappened == example.mayHaveHappened)
            #expect(error.retryAfter == example.retryAfter)
            #expect(!error.reason.contains("<") && !error.reason.contains("shpat"))
        }
    }

    @Test(arguments: cases)
    func aReadingFailsWithTheSame(_ example: Case) async throws {
        try await ScriptedShop.with(timeout: example.timeout) { _ in
            example.answer
        } _: { shop in
            let error = await #expect(throws: GatewayError.self) { try await shop.gateway().readLevels([1]) }
            #expect(error?.kind == example.kind && error?.retryAfter == example.retryAfter)
        }
    }

    @Test(arguments: [400, 413, 422])
    func whatIsRefusedAsAWholeWasNotDone(status: Int) async throws {
        try await ScriptedShop.with { _ in
            Self.status(status)
        } _: { shop in
            guard case .batchRefused = await shop.gateway().push(batch).verdict else { throw Unexpected(status) }
        }
    }

    @Test func whoeverIsNotThereWasSentNothing() async throws {
        let gateway = try await ScriptedShop.with { _ in
            .silence
        } _: { shop in
            let elsewhere = ScriptedShop(shops: shop.shops, url: "http://127.0.0.1:1")
            return await elsewhere.gateway().push(batch)
        }
        guard case .unavailable(let error) = gateway.verdict else { throw Unexpected(gateway.verdict) }
        #expect(error.kind == .unavailable && !error.mayHaveHappened)
    }
}
