import HTTPTypes
import SQLiteStore
import Testing

@testable import Web

struct ServiceRoutesTests {
    @Test func healthAndReadinessNeedNoKey() async throws {
        try await Installation.run { installation, api in
            let anybody = api.with(key: nil)
            #expect(try await anybody.get("/health").expect(200).text == #"{"ok":true}"#)
            #expect(try await anybody.get("/ready").expect(200).text == #"{"ok":true}"#)
            let head = try await anybody.send(.head, "/health").expect(200)
            #expect(head.bytes.isEmpty)
            await installation.store.close()
            // A commit that succeeded a moment ago is taken for health.
            var away = try await anybody.get("/ready")
            let deadline = ContinuousClock.now + .seconds(20)
            while away.status == 200, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(10))
                away = try await anybody.get("/ready")
            }
            away.refused(503, "not_ready")
            #expect(away.headers[.retryAfter] != nil)
            try await anybody.get("/health").expect(200)
        }
    }

    @Test func whatElseIsNotReadyIsSaid() async throws {
        try await Installation.Setup { $0.reasonNotReady = { "too much waits for a channel" } }.run { _, api in
            let answer = try await api.get("/ready").refused(503, "not_ready")
            #expect(answer.json["message"].text == "too much waits for a channel")
        }
    }

    @Test func metricsNeedAKeyUnlessOnLoopback() async throws {
        try await Installation.run { _, api in
            try await api.with(key: nil).get("/metrics").refused(401)
            let answer = try await api.get("/metrics").expect(200)
            #expect(answer.headers[.contentType]?.hasPrefix("text/plain; version=0.0.4") == true)
            #expect(answer.text.contains("up 1"))
        }
        try await Installation.Setup { $0.metricsAreOpen = true }.run { _, api in
            try await api.with(key: nil).get("/metrics").expect(200)
        }
    }
}
