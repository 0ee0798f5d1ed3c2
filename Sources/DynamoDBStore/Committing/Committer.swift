import DynamoDB
import Inventory
import Logging
import NIOConcurrencyHelpers
import Sync

/// Brings steps into the tables. A step is run over rows that are remembered, and committed on the condition that they
/// still are so. Steps of this instance that touch the same rows never race each other: they share a commit, or wait for
/// the one under way. Where another instance was quicker, the step is run anew over the rows as they are.
actor Committer {
    let surroundings: Surroundings
    let memory: CommitterMemory
    var steps: [Int: Step] = [:]
    private var lastStep = 0
    var ready: [Int] = []
    private var blocked: [CommitID: [Int]] = [:]
    private var lastCommit: CommitID = 0
    var underWay: [CommitID: CommitGroup] = [:]
    private var isPumpDue = false
    private var isClosed = false
    private var idle: [CheckedContinuation<Void, Never>] = []

    struct Surroundings: Sendable {
        let reader: TableReader
        let writer: GroupWriter
        let clock: any WallClock
        let time: PassingTime
        let makeID: @Sendable (Timestamp) -> String
        let observers: NIOLockedValueBox<[any CommitObserver]>
        let names: CommitName
        let queueLimit: Int
        let logger: Logger
    }

    /// Commits under way at one time; further steps gather meanwhile and share theirs.
    private static let concurrency = 16
    /// When no further commit may begin, so many steps are tried for whether they fit into one that is being put together.
    private static let looksWhenFull = 100
    /// A step that others overtake for so long, and so often, gives up.
    private static let patience = Duration.seconds(20)
    private static let overtakesBorne = 10
    private static let runLimit = 500

    init(_ surroundings: Surroundings) {
        self.surroundings = surroundings
        memory = CommitterMemory(time: surroundings.time)
    }

    func write<Result: Sendable>(
        _ tenant: TenantID,
        fences: [Fence],
        _ body: @escaping @Sendable (any StoreTransaction) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let step = Step(
                tenant,
                fences: fences,
                body: { transaction in
                    let result = try body(transaction)
                    return { continuation.resume(returning: result) }
                },
                fail: { continuation.resume(throwing: $0) }
            )
            if isClosed {
                step.fail(StoreError.unavailable("the store is shut down"))
            } else if steps.count >= surroundings.queueLimit {
                step.fail(StoreError.overloaded)
            } else {
                lastStep += 1
                steps[lastStep] = step
                ready.append(lastStep)
                schedulePump()
            }
        }
    }

    /// Takes nothing more and returns when all that was taken has been answered.
    func close() async {
        isClosed = true
        if steps.isEmpty { return }
        await withCheckedContinuation { idle.append($0) }
    }

    // MARK: - Running steps

    /// Neighbours that come at once are looked at together.
    func schedulePump() {
        if isPumpDue { return }
        isPumpDue = true
        Task { self.pump() }
    }

    private func pump() {
        isPumpDue = false
        let ids = ready.sorted()
        ready = []
        var looks = Self.looksWhenFull
        for (number, id) in ids.enumerated() {
            if underWay.count + memory.forming.count >= Self.concurrency {
                looks -= 1
                if memory.forming.isEmpty || looks < 0 {
                    ready += ids[number...]
                    break
                }
            }
            run(id)
        }
        let groups = memory.forming
        memory.forming = []
        for group in groups { launch(group) }
    }

    private func run(_ id: Int) {
        guard let step = steps[id] else { return }
        step.runs += 1
        let overtaken = step.overtakenSince.map(surroundings.time.since) ?? .zero
        let isBeaten = overtaken > Self.patience && step.overtakes >= Self.overtakesBorne
        if step.runs > Self.runLimit || isBeaten {
            surroundings.logger.warning(
                "A step was given up: others were quicker each time",
                metadata: ["runs": "\(step.runs)", "after": "\(overtaken)"]
            )
            return end(id) { $0.fail(StoreError.unavailable("too many others write the same rows")) }
        }
        let rows = StepRows(StepSource(memory: memory, step: step))
        let now = surroundings.clock.now
        let transaction = StepTransaction(step.tenant, now: now, rows: rows) { [surroundings] position in
            step.id(position) { surroundings.makeID(now) }
        }
        let outcome: StepOutcome
        do {
            let answer = try step.body(transaction)
            try transaction.flush()
            outcome = .answer(answer, notice: transaction.notice)
        } catch is StepRows.RowsAreMissing {
            outcome = .incomplete
        } catch {
            outcome = .failure(error)
        }
        if let commit = rows.blockedBy { return block(id, by: commit) }
        decide(id, step, rows, outcome)
    }

    private func decide(_ id: Int, _ step: Step, _ rows: StepRows, _ outcome: StepOutcome) {
        var missing = rows.missing
        let ranges = rows.missingRanges
        var writes = false
        switch outcome {
        case .incomplete: break
        case .answer where !rows.writes.isEmpty: writes = true
        case .answer, .failure:
            // Nothing is conditioned, so what the answer is based on must have been read for it.
            missing.formUnion(rows.bases.keys.filter { !step.fresh.contains($0) })
        }
        if rows.isDoubtful {
            // One look costs the same time for all of them.
            missing.formUnion(rows.remembered.filter { !step.fresh.contains($0) })
        }
        missing.subtract(step.fresh.filter { rows.bases[$0] != nil && !isForgotten($0) })
        guard missing.isEmpty, ranges.isEmpty else { return fetch(id, missing, ranges) }
        join(id, rows, outcome, writes: writes)
    }

    private func isForgotten(_ key: RowKey) -> Bool { memory.cache.entry(key) == nil }

    private func join(_ id: Int, _ rows: StepRows, _ outcome: StepOutcome, writes: Bool) {
        let isAlone = steps[id]?.isAlone ?? false
        var touched = memory.forming.filter { rows.groups.contains($0.id) }
        let fences = writes ? steps[id]?.fences ?? [] : []
        if let other = touched.first,
            isAlone || touched.contains(where: \.isExclusive) || !agree(touched, fences)
        {
            return block(id, by: other.id)
        }
        if !writes, touched.isEmpty { return answer(id, outcome) }
        if touched.isEmpty {
            guard underWay.count + memory.forming.count < Self.concurrency else {
                ready.append(id)
                return
            }
            touched = [newGroup(isExclusive: isAlone)]
        }
        var group = touched.removeFirst()
        for other in touched { group.absorb(other) }
        let before = group
        group.add(id, outcome, writes ? rows : nil, fences: fences)
        guard group.fitsOneTransaction || before.members.isEmpty else { return block(id, by: before.id) }
        let merged = Set(touched.map(\.id)).union([group.id])
        memory.forming.removeAll { merged.contains($0.id) }
        memory.forming.append(group)
        for other in touched { wake(other.id) }
    }

    /// Whether none of them stands on a term of a lease that another one knows to be over.
    private func agree(_ groups: [CommitGroup], _ fences: [Fence]) -> Bool {
        let all = Set(fences).union(groups.flatMap(\.fences.values))
        return Set(all.map(\.key)).count == all.count
    }

    private func newGroup(isExclusive: Bool) -> CommitGroup {
        lastCommit += 1
        return CommitGroup(id: lastCommit, name: surroundings.names.next(), isExclusive: isExclusive)
    }

    private func block(_ id: Int, by commit: CommitID) {
        blocked[commit, default: []].append(id)
    }

    func wake(_ commit: CommitID) {
        guard let ids = blocked.removeValue(forKey: commit) else { return }
        ready += ids
        schedulePump()
    }

    func answer(_ id: Int, _ outcome: StepOutcome) {
        switch outcome {
        case .incomplete: end(id) { $0.fail(StoreError.unavailable("a row could not be read")) }
        case .failure(let error): end(id) { $0.fail(storeError(error)) }
        case .answer(let answer, let notice):
            if let notice { tell(notice) }
            end(id) { _ in answer() }
        }
    }

    private func tell(_ notice: CommitNotice) {
        for observer in surroundings.observers.withLockedValue({ $0 }) { observer.committed(notice) }
    }

    func end(_ id: Int, _ body: (Step) -> Void) {
        guard let step = steps.removeValue(forKey: id) else { return }
        body(step)
        if steps.isEmpty {
            for continuation in idle { continuation.resume() }
            idle = []
        }
    }

    // MARK: - Reading rows

    func fetch(_ id: Int, _ keys: Set<RowKey>, _ ranges: Set<RangeKey>) {
        let commit = memory.commits
        Task {
            do {
                async let rows = surroundings.reader.rows(keys, forWriting: true)
                let found = try await surroundings.reader.ranges(ranges)
                self.fetched(id, try await rows, found, asOf: commit)
            } catch {
                surroundings.logger.error("Rows of a step could not be read", metadata: ["error": "\(error)"])
                self.end(id) { $0.fail(storeError(error)) }
            }
        }
    }

    /// How many commits of this instance there were, for `remember`.
    var commits: UInt64 { memory.commits }

    /// Takes notice of rows that somebody has read anyway, after `commit` commits of this instance.
    func remember(_ rows: [RowKey: Row?], asOf commit: UInt64) {
        for (key, row) in rows { memory.remember(key, row, asOf: commit) }
    }

    private func fetched(_ id: Int, _ rows: [RowKey: Row?], _ ranges: [RangeKey: [FoundRow]], asOf commit: UInt64) {
        guard let step = steps[id] else { return }
        for (key, row) in rows {
            memory.remember(key, row, asOf: commit)
            step.fresh.insert(key)
        }
        for (range, found) in ranges {
            for row in found {
                memory.remember(row.key, row.row, asOf: commit)
                step.fresh.insert(row.key)
            }
            // A commit of ours since then may have added rows to it.
            if memory.lastCommits[range.place] ?? 0 <= commit { step.ranges[range] = found }
        }
        ready.append(id)
        schedulePump()
    }
}
