import HTTPTypes
import Inventory
import Sync

/// One idempotency key in the hands of one request.
struct Idempotency: Sendable {
    let scope: IdempotentAnswer.Scope
    let requestHash: [UInt8]
    let keeping: any AnswerKeeping

    private static let lifetime: Duration = .seconds(30 * 86_400)

    static func checkedKey(_ key: String) throws -> String {
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ $0 >= 0x21 && $0 < 0x7F }) else {
            throw Failure.invalid("Idempotency-Key", "must be 1 to 255 printable ASCII characters without spaces")
        }
        return key
    }

    /// What was answered the first time; nil when this is the first time.
    func answer(_ tx: any StoreTransaction) throws -> Answer? {
        guard let held = try tx.idempotentAnswer(scope) else { return nil }
        guard held.requestHash == requestHash else {
            throw DomainError.refused(
                code: "idempotency_mismatch",
                message: "This Idempotency-Key was used for another request: take a fresh one"
            )
        }
        return Answer(status: Self.status(held.status), body: try keeping.given(held.body))
    }

    func keep(_ answer: Answer, _ tx: any StoreTransaction) throws {
        try tx.put(
            IdempotentAnswer(
                scope: scope,
                requestHash: requestHash,
                status: answer.status.code,
                body: try keeping.kept(answer.body),
                expiresAt: tx.now.adding(Self.lifetime)
            )
        )
    }

    /// With its phrase, which is not kept.
    private static func status(_ code: Int) -> HTTPResponse.Status {
        [.ok, .created, .accepted, .noContent].first { $0.code == code } ?? HTTPResponse.Status(code: code)
    }
}
