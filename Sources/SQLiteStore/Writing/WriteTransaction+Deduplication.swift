import Inventory
import Sync

extension WriteTransaction {
    func transaction(_ key: TransactionKey) throws -> TransactionRecord? {
        guard let source = try memory.knownName(key.source) else { return nil }
        return try TransactionRows.find(
            connection,
            tenant: state.number,
            sourceName: source,
            txId: key.txId,
            now: now
        )
    }

    func put(_ record: TransactionRecord) throws {
        beginWriting()
        let names = TransactionRows.Names(
            source: try memory.name(record.key.source),
            action: try memory.name(record.action),
            channel: try record.channelId.map { try memory.name($0.value) },
            actor: try memory.name(record.actor)
        )
        func insert() throws -> Bool {
            try TransactionRows.insert(
                connection,
                number: try state.nextNumber(in: .transactions),
                tenant: state.number,
                names,
                record
            )
        }
        if try insert() { return }
        if try TransactionRows.update(connection, tenant: state.number, names, record, now: now) { return }
        // The row of this key is past its time: it counts as absent, and the new one takes its place.
        try TransactionRows.delete(
            connection,
            tenant: state.number,
            sourceName: names.source,
            txId: record.key.txId
        )
        _ = try insert()
    }

    func idempotentAnswer(_ scope: IdempotentAnswer.Scope) throws -> IdempotentAnswer? {
        try AnswerRows.find(connection, tenant: state.number, scope, now: now)
    }

    func put(_ answer: IdempotentAnswer) throws {
        beginWriting()
        try AnswerRows.put(connection, tenant: state.number, answer)
    }
}
