import CoreMetrics
import Inventory

extension ChannelBroadcaster {
    /// From this many failures in a row on, the counts that wait are named in alerts.
    private static let alertingFailures = 3

    typealias Sending = (candidate: BroadcastCandidate, item: PushBatch.Item)

    /// One look at what is due, and one batch told. `failures`: how many rounds in a row have failed before this one.
    package func round(failures: Int) async throws -> RoundResult {
        if let batch = try await leftBatch() { return try await resend(batch) }
        let channelId = entry.channel.channelId
        let doubts = doubt.arisen
        let now = clock.now
        let candidates = try await candidates(now)
        if candidates.isEmpty {
            if try await expandSweep() { return .progress }
            let backlog = try await store.backlog(entry.tenant, channelId, now: clock.now)
            if backlog.nothingIsDue { doubt.end(doubts) }
            return .idle(until: backlog.nextRetryAt)
        }
        var clears: [BroadcastCandidate] = []
        var reads: [Question] = []
        var sends: [Sending] = []
        var waits: [Timestamp] = []
        for candidate in candidates {
            switch BroadcastPlan(
                candidate,
                channel: entry.channel,
                now: now,
                isToldShown: !doubt.holds(of: candidate)
            ) {
            case .clear: clears.append(candidate)
            case .read(let question): reads.append(question)
            case .send(let item): sends.append((candidate, item))
            case .wait(let until): waits.append(until)
            }
        }
        try await ledger.clear(clears)
        if waits.count == candidates.count { return .idle(until: waits.min()) }
        do {
            try await read(reads)
            if !sends.isEmpty {
                var search = BadItemSearch()
                return try await send(sends, failures: failures, &search)
            }
            return .progress
        } catch let error as GatewayError {
            return try await handle(error, candidates, failures: failures)
        }
    }

    private func due(_ now: Timestamp) async throws -> [BroadcastCandidate] {
        try await store.broadcastCandidates(
            entry.tenant,
            entry.channel.channelId,
            now: now,
            limit: gateway.batchLimit
        )
    }

    /// What is due, under versions that no other count was sent with.
    private func candidates(_ now: Timestamp) async throws -> [BroadcastCandidate] {
        let found = try await due(now)
        guard entry.channel.shop == nil, !found.isEmpty else { return found }
        guard let position = try await store.sweepPosition(entry.tenant, entry.channel.channelId) else {
            unswept.forget()
            return found
        }
        let skus = unswept.unversioned(found, behind: position)
        if skus.isEmpty { return found }
        try await ledger.raiseVersions(of: skus)
        let raised = try await due(now)
        unswept.note(raised, behind: position)
        return raised
    }

    private func read(_ questions: [Question]) async throws {
        guard !questions.isEmpty else { return }
        let reading = try await gateway.readLevels(questions.inventoryItemIds)
        try await readings.take(reading, asked: questions, decides: false)
    }

    private func send(
        _ planned: [Sending],
        failures: Int,
        _ search: inout BadItemSearch
    ) async throws -> RoundResult {
        let txId = newID(clock.now)
        let compares = entry.channel.shop != nil
        var sends = planned
        if compares {
            let leaving = Set(try await intend(planned.map(\.item), txId: txId).map(\.sku))
            sends = planned.filter { leaving.contains($0.item.sku) }
            // Something became known of all of them meanwhile: they are planned anew.
            if sends.isEmpty { return .progress }
        }
        let items = sends.map(\.item)
        metrics.sent(items.count, oldest: sends.map(\.candidate.mark.since).min(), now: clock.now)
        let report = try await push(PushBatch(txId: txId, items: items))
        do {
            return try await conclude(report, sends, txId: txId, failures: failures, &search)
        } catch {
            // The channel may have taken what nobody has written down.
            doubt.arise()
            if compares { expectLeftBatch() }
            if report.mayHaveTold, !term.lasts { try await tellAnew(items) }
            throw error
        }
    }

    private func intend(_ items: [PushBatch.Item], txId: String) async throws -> [PushBatch.Item] {
        do {
            return try await ledger.recordIntent(items, txId: txId)
        } catch {
            // It may be stored all the same.
            expectLeftBatch()
            throw error
        }
    }

    /// Writes down what became of a batch.
    private func conclude(
        _ report: PushReport,
        _ sends: [Sending],
        txId: String,
        failures: Int,
        _ search: inout BadItemSearch
    ) async throws -> RoundResult {
        let compares = entry.channel.shop != nil
        let items = sends.map(\.item)
        switch report.verdict {
        case .answered(let outcomes):
            let settlements = zip(sends, outcomes).map {
                BroadcastLedger.Settlement(candidate: $0.candidate, item: $0.item, outcome: $1)
            }
            search.accepted += outcomes.count(where: \.isTold)
            return try await take(settlements, txId: txId)
        case .unavailable(let error):
            doubt.arise()
            if report.mayHaveTold, !term.lasts { throw CancellationError() }
            if compares {
                if error.mayHaveHappened {
                    expectLeftBatch()
                } else {
                    try await ledger.withdrawIntent(items, txId: txId)
                }
            }
            return try await handle(error, sends.map(\.candidate), failures: failures)
        case .batchRefused(let reason):
            if compares { try await ledger.withdrawIntent(items, txId: txId) }
            return try await findTheBadItem(sends, reason: reason, failures: failures, &search)
        }
    }

    /// What a crash or a lost reply has left leaves again as it was, under its own key, before anything else does.
    private func resend(_ batch: IntendedBatch) async throws -> RoundResult {
        let push = batch.push
        let report = try await self.push(push)
        do {
            switch report.verdict {
            case .answered(let outcomes):
                let settlements = zip(push.items, outcomes).map {
                    BroadcastLedger.Settlement(candidate: nil, item: $0, outcome: $1)
                }
                return try await take(settlements, txId: batch.txId)
            case .unavailable(let error):
                return try await trouble.answer(to: error)
            case .batchRefused(let reason):
                // Nothing was written this time; what became of it the first time the channel knows by its key.
                if mayAskAgain(for: batch.txId) { return .failed(retryAfter: nil, reason: reason) }
                let settlements = push.items.map {
                    BroadcastLedger.Settlement(candidate: nil, item: $0, outcome: .stale)
                }
                return try await take(settlements, txId: batch.txId, isFateKnown: false)
            }
        } catch let error as GatewayError {
            return try await trouble.answer(to: error)
        }
    }

    /// Throws `CancellationError` when another instance may work for the channel by now: it tells newer counts.
    private func push(_ batch: PushBatch) async throws -> PushReport {
        guard term.lasts else { throw CancellationError() }
        let report = await gateway.push(batch)
        if let throttle = report.throttle {
            board.update(entry.tenant, entry.channel.channelId) { $0.throttle = throttle }
        }
        return report
    }

    /// Our term was over while a batch was on its way. A shop that compares has not taken it; another channel may have
    /// taken it after newer counts of the instance that works for it now: that one tells them once more.
    private func tellAnew(_ items: [PushBatch.Item]) async throws {
        guard entry.channel.shop == nil else { return }
        try await term.claims.regardless { try await ledger.forgetTold(items.map(\.sku)) }
    }

    private func take(
        _ settlements: [BroadcastLedger.Settlement],
        txId: String,
        isFateKnown: Bool = true
    ) async throws -> RoundResult {
        let stale = try await ledger.settle(settlements, txId: txId, isFateKnown: isFateKnown)
        if settlements.contains(where: { $0.outcome == .again }) { doubt.arise() } else { doubt.acknowledge(txId) }
        metrics.told.increment(by: settlements.count(where: \.outcome.isTold))
        metrics.stale.increment(by: stale.count)
        board.update(entry.tenant, entry.channel.channelId) {
            $0.health = .ok
            $0.lastError = nil
        }
        try await read(stale)
        if settlements.allSatisfy({ $0.outcome == .again }) {
            return .failed(retryAfter: nil, reason: "the channel took none of a batch and named none")
        }
        return .progress
    }

    /// One bad item never blocks its batch: halves are tried until it stands alone. Where nothing but refusals comes,
    /// it is the channel that fails and not its items.
    private func findTheBadItem(
        _ sends: [Sending],
        reason: String,
        failures: Int,
        _ search: inout BadItemSearch
    ) async throws -> RoundResult {
        guard sends.count > 1 else {
            search.refused += 1
            let settlements = sends.map {
                BroadcastLedger.Settlement(candidate: $0.candidate, item: $0.item, outcome: .refused(reason))
            }
            _ = try await ledger.settle(settlements, txId: newID(clock.now))
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
        if error.kind != .credentials, failures + 1 == Self.alertingFailures {
            try await ledger.recordFailure(candidates, reason: error.reason)
        }
        return try await trouble.answer(to: error)
    }
}

/// How the search for the items that spoil a batch goes.
private struct BadItemSearch {
    var accepted = 0
    var refused = 0

    var looksHopeless: Bool { accepted == 0 && refused >= 10 }
}

extension PushReport {
    /// Whether the channel may have taken some of it.
    fileprivate var mayHaveTold: Bool {
        switch verdict {
        case .answered(let outcomes): outcomes.contains(where: \.isTold)
        case .unavailable(let error): error.mayHaveHappened
        case .batchRefused: false
        }
    }
}

extension PushReport.Outcome {
    fileprivate var isTold: Bool {
        if case .told = self { true } else { false }
    }
}
