import CoreMetrics
import Inventory
import Logging

extension ChannelBroadcaster {
    /// From this many failures in a row on, the counts that wait are named in alerts.
    private static let alertingFailures = 3

    /// One look at what is due, and one batch told.
    func round(failures: Int) async throws -> RoundResult {
        let channelId = entry.channel.channelId
        let candidates = try await store.broadcastCandidates(
            entry.tenant,
            channelId,
            now: clock.now,
            limit: gateway.batchLimit
        )
        if candidates.isEmpty {
            if try await expandSweep() { return .progress }
            let backlog = try await store.backlog(entry.tenant, channelId, now: clock.now)
            return .idle(until: backlog.nextRetryAt)
        }
        var clears: [DirtMark] = []
        var reads: [Int64] = []
        var sends: [(candidate: BroadcastCandidate, item: PushBatch.Item)] = []
        for candidate in candidates {
            switch BroadcastPlan(candidate, channel: entry.channel) {
            case .clear: clears.append(candidate.mark)
            case .read(let itemId): reads.append(itemId)
            case .send(let item): sends.append((candidate, item))
            }
        }
        try await ledger.clear(clears)
        do {
            if !reads.isEmpty { try await ledger.take(try await gateway.readLevels(reads)) }
            if !sends.isEmpty {
                var search = BadItemSearch()
                return try await send(sends, failures: failures, &search)
            }
            return .progress
        } catch let error as GatewayError {
            return try await handle(error, candidates, failures: failures)
        }
    }

    private func send(
        _ sends: [(candidate: BroadcastCandidate, item: PushBatch.Item)],
        failures: Int,
        _ search: inout BadItemSearch
    ) async throws -> RoundResult {
        let items = sends.map(\.item)
        let txId = newID(clock.now)
        let compares = entry.channel.shop != nil
        if compares { try await ledger.recordIntent(items, txId: txId) }
        metrics.sent(items.count, oldest: sends.map(\.candidate.mark.since).min(), now: clock.now)
        let report = await gateway.push(PushBatch(txId: txId, items: items))
        if let throttle = report.throttle {
            board.update(entry.tenant, entry.channel.channelId) { $0.throttle = throttle }
        }
        switch report.verdict {
        case .answered(let outcomes):
            let settlements = zip(sends, outcomes).map {
                BroadcastLedger.Settlement(candidate: $0.candidate, item: $0.item, outcome: $1)
            }
            try await ledger.settle(settlements, txId: txId)
            let told = outcomes.count(where: \.isTold)
            search.accepted += told
            metrics.told.increment(by: told)
            board.update(entry.tenant, entry.channel.channelId) {
                $0.health = .ok
                $0.lastError = nil
            }
            let stale = zip(items, outcomes).compactMap { $1 == .stale ? $0.inventoryItemId : nil }
            metrics.stale.increment(by: stale.count)
            if !stale.isEmpty { try await ledger.take(try await gateway.readLevels(stale)) }
            if outcomes.allSatisfy({ $0 == .again }) {
                return .failed(retryAfter: nil, reason: "the channel took none of a batch and named none")
            }
            return .progress
        case .unavailable(let error):
            if compares, !error.mayHaveHappened { try await ledger.withdrawIntent(items) }
            return try await handle(error, sends.map(\.candidate), failures: failures)
        case .batchRefused(let reason):
            if compares { try await ledger.withdrawIntent(items) }
            return try await findTheBadItem(sends, reason: reason, failures: failures, &search)
        }
    }

    /// One bad item never blocks its batch: halves are tried until it stands alone. Where nothing but refusals comes,
    /// it is the channel that fails and not its items.
    private func findTheBadItem(
        _ sends: [(candidate: BroadcastCandidate, item: PushBatch.Item)],
        reason: String,
        failures: Int,
        _ search: inout BadItemSearch
    ) async throws -> RoundResult {
        guard sends.count > 1 else {
            search.refused += 1
            let settlements = sends.map {
                BroadcastLedger.Settlement(candidate: $0.candidate, item: $0.item, outcome: .refused(reason))
            }
            try await ledger.settle(settlements, txId: newID(clock.now))
            return .progress
        }
        let middle = sends.count / 2
        for half in [Array(sends[..<middle]), Array(sends[middle...])] {
            if search.looksHopeless {
                let error = GatewayError(kind: .unavailable, reason: reason)
                return try await handle(error, half.map(\.candidate), failures: failures)
            }
            let result = try await send(half, failures: failures, &search)
            if result != .progress { return result }
        }
        return .progress
    }

    private func handle(
        _ error: GatewayError,
        _ candidates: [BroadcastCandidate],
        failures: Int
    ) async throws -> RoundResult {
        let channelId = entry.channel.channelId
        board.update(entry.tenant, channelId) {
            $0.health = error.retryAfter == nil ? .failing : .throttled
            $0.lastError = error.reason
        }
        if error.kind == .credentials {
            logger.error("A channel refuses us and is paused", metadata: ["reason": "\(error.reason)"])
            try await store.write(entry.tenant) { [settings = ledger.settings] tx in
                let context = CommandContext(tx, settings: settings, actor: "broadcaster")
                guard try tx.channel(channelId)?.pause == nil else { return }
                _ = try ChannelCommands.setPause(context, id: channelId, .credentials, because: error.reason)
            }
            return .paused
        }
        if failures + 1 == Self.alertingFailures {
            try await ledger.recordFailure(candidates, reason: error.reason)
        }
        return .failed(retryAfter: error.retryAfter, reason: error.reason)
    }
}

/// How the search for the items that spoil a batch goes.
private struct BadItemSearch {
    var accepted = 0
    var refused = 0

    var looksHopeless: Bool { accepted == 0 && refused >= 10 }
}

extension PushReport.Outcome {
    fileprivate var isTold: Bool {
        if case .told = self { true } else { false }
    }
}
