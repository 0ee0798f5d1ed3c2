import CurlClient
import HTTPTypes

/// What a sink was told, and what it answers.
struct SinkState: Sendable {
    typealias Entry = (sku: String, count: SandboxSink.Count)

    private(set) var counts: [String: SandboxSink.Count] = [:]
    var batches = 0
    /// Batches whose signature was not ours.
    var forged = 0
    /// Counts that were older than the one held.
    private(set) var late = 0
    var mood = SandboxSink.Mood.taking

    mutating func take(_ entries: [Entry]) -> (answer: LoopbackListener.Answer, taken: [Entry]) {
        switch mood {
        case .silent: return (.silence, [])
        case .hangingUp: return (.hangUp, [])
        case .failing(let status, let retryAfter, let body):
            return (.sink(Array((body ?? "{}").utf8), status: status, retryAfter: retryAfter), [])
        case .taking:
            return (.sink([:], status: 200), keep(entries))
        case .rejecting(let reasons):
            return (
                .sink(Self.rejected(entries, reasons), status: 200), keep(entries.filter { reasons[$0.sku] == nil })
            )
        case .refusing(let reasons):
            guard entries.contains(where: { reasons[$0.sku] != nil }) else {
                return (.sink([:], status: 200), keep(entries))
            }
            return (.sink(Self.rejected(entries, reasons), status: 422), [])
        }
    }

    private mutating func keep(_ entries: [Entry]) -> [Entry] {
        for (sku, count) in entries {
            if let held = counts[sku], held.version > count.version {
                late += 1
            } else {
                counts[sku] = count
            }
        }
        return entries
    }

    private static func rejected(_ entries: [Entry], _ reasons: [String: String]) -> JSONValue {
        let named = entries.compactMap { entry -> JSONValue? in
            reasons[entry.sku].map { ["sku": .string(entry.sku), "message": .string($0)] }
        }
        return ["rejected": .array(named)]
    }
}

extension LoopbackListener.Answer {
    static func sink(_ value: JSONValue, status: Int) -> Self {
        .sink(value.bytes, status: status)
    }

    static func sink(_ body: [UInt8], status: Int, retryAfter: String? = nil) -> Self {
        var headers: HTTPFields = [
            .contentType: "application/json",
            .date: HTTPDate(secondsSinceEpoch: systemMilliseconds() / 1000).text,
        ]
        if let retryAfter { headers[.retryAfter] = retryAfter }
        return .reply(LoopbackListener.Reply(status: status, headers: headers, body: body))
    }
}
