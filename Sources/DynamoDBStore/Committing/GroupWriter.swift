import DynamoDB
import Sync

/// Brings a commit into the tables.
struct GroupWriter: Sendable {
    let client: DynamoDBClient
    let prefix: String
    let locks: LockedRows
    /// Of a large commit, side by side.
    let partsAtOnce: Int

    enum Result: Sendable {
        case committed
        /// Nothing was written: these rows are not as they were thought to be. Nil for one that is not there; a row that
        /// cannot be told is left out.
        case stale([RowKey: Row?], unknown: Set<RowKey>)
        /// Nothing was written.
        case refused(String)
        /// Nobody knows whether it was written.
        case uncertain(StoreError)
        case unavailable(StoreError)
    }

    func write(_ group: CommitGroup) async -> Result {
        guard group.fitsOneTransaction else { return await writeLarge(group) }
        let name = group.name
        return await write(group.itemWrites(prefix: prefix), token: name) {
            $0.optionalText(Row.commitName) == name && $0[LockedRows.ownerName] == nil
        }
    }

    /// Another transaction on the same rows at the same moment is waited out so often.
    private static let conflictLimit = 12

    /// `isOurs` knows a row that this very transaction has written: then a reply was lost, and the token forgotten.
    func write(
        _ writes: [(key: RowKey, write: ItemWrite)],
        token: String,
        isOurs: (Item) -> Bool
    ) async -> Result {
        var conflicts = 0
        while true {
            do {
                try await client.transactWrite(writes.map(\.write), token: token)
                return .committed
            } catch DynamoDBError.cancelled(let reasons, let afterLostReply) {
                if reasons.contains(where: { $0.item.map(isOurs) ?? false }) { return .committed }
                if reasons.contains(where: { $0.code == .conditionFailed }) {
                    guard afterLostReply else { return stale(writes, reasons) }
                    do {
                        return try await holdsOurs(writes, isOurs) ? .committed : stale(writes, reasons)
                    } catch {
                        return .uncertain(.unavailable("\(error)"))
                    }
                }
                conflicts += 1
                guard conflicts < Self.conflictLimit, reasons.contains(where: \.isPassing) else {
                    let error = DynamoDBError.cancelled(reasons, afterLostReply: afterLostReply)
                    return reasons.contains(where: \.isPassing)
                        ? .unavailable(.unavailable("\(error)")) : .refused("\(error)")
                }
                let pause = RetryPolicy(
                    firstPause: .milliseconds(5),
                    longestPause: .milliseconds(200),
                    random: locks.time.random
                )
                do {
                    try await locks.time.sleep(pause.pause(after: conflicts))
                } catch {
                    return .unavailable(.unavailable("the store is shutting down"))
                }
            } catch DynamoDBError.invalid(let reason) {
                return .refused(reason)
            } catch DynamoDBError.unavailable(let reason, mayHaveHappened: true) {
                return .uncertain(.unavailable(reason))
            } catch {
                return .unavailable(.unavailable("\(error)"))
            }
        }
    }

    /// Whether one of the rows is as this transaction writes it, though others have written the rest since.
    private func holdsOurs(
        _ writes: [(key: RowKey, write: ItemWrite)],
        _ isOurs: (Item) -> Bool
    ) async throws -> Bool {
        try await client.batchGet(writes.map { $0.key.itemKey(prefix: prefix) }).contains { isOurs($0.item) }
    }

    private func stale(_ writes: [(key: RowKey, write: ItemWrite)], _ reasons: [CancellationReason]) -> Result {
        var rows: [RowKey: Row?] = [:]
        var unknown: Set<RowKey> = []
        for (write, reason) in zip(writes, reasons) where reason.code == .conditionFailed {
            guard let item = reason.item else {
                rows.updateValue(nil, forKey: write.key)
                continue
            }
            // A locked row, or one that cannot be read, is asked for anew.
            if item[LockedRows.ownerName] == nil, let row = try? Row(stored: item) {
                rows.updateValue(row, forKey: write.key)
            } else {
                unknown.insert(write.key)
            }
        }
        return .stale(rows, unknown: unknown)
    }
}

extension CancellationReason {
    /// Whether the same transaction may succeed a moment later.
    fileprivate var isPassing: Bool { code == .conflict || code == .throttled }
}
