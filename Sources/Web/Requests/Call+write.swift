import HTTPTypes
import Hummingbird
import Inventory
import Sync

extension Call {
    /// Runs a command and its answer as one atomic step. With an `Idempotency-Key` the answer is kept in the same commit,
    /// and the same request again is answered with it: the store runs steps of one tenant one after the other, so the
    /// second of two that come at once waits for the first.
    ///
    /// `command` may run more than once, and does nothing but read and write through its context.
    func write(
        _ body: ReadBody = .empty,
        keptAs keeping: any AnswerKeeping = PlainAnswer(),
        _ command: @escaping @Sendable (CommandContext) throws -> Answer
    ) async throws -> Answer {
        let settings = web.settings
        let actor = caller.name
        guard let idempotency = try idempotency(body, keptAs: keeping) else {
            return try await web.store.write(tenant) { tx in
                try command(CommandContext(tx, settings: settings, actor: actor))
            }
        }
        return try await web.store.write(tenant) { tx in
            if let held = try idempotency.answer(tx) { return held }
            let answer = try command(CommandContext(tx, settings: settings, actor: actor))
            try idempotency.keep(answer, tx)
            return answer
        }
    }

    /// Nil without the header.
    func idempotency(
        _ body: ReadBody,
        keptAs keeping: any AnswerKeeping = PlainAnswer()
    ) throws -> Idempotency? {
        guard let key = try request.headers[.idempotencyKey].map(Idempotency.checkedKey) else { return nil }
        let target = request.head.target
        let path = RouteAlias.canonical(String(target.path))
        return Idempotency(
            scope: IdempotentAnswer.Scope(method: request.method.rawValue, path: path, key: key),
            requestHash: body.hash(query: target.query),
            keeping: keeping
        )
    }
}
