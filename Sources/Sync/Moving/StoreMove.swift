import Inventory

/// Why a move does not begin or go on, and what to do.
package struct MoveRefusal: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// Moves all rows of a store to one of another engine, and compares them.
///
/// How far it is stands in the target, written with the rows or after them: whatever ends it, the next run goes on there,
/// and rows that come again are written over. That holds as long as nobody has served the source in between, which its
/// mark tells.
package struct StoreMove: Sendable {
    package struct Progress: Sendable, Equatable {
        package enum Phase: String, Sendable {
            case copying, verifying
        }

        package let phase: Phase
        package let kind: ArchiveKind
        /// Of this kind, of all tenants up to now.
        package let rows: Int
        package let isStepDone: Bool
    }

    package struct Report: Sendable, Equatable {
        /// Copied by this and earlier runs, by kind.
        package let copied: [String: Int]
        /// Whether an earlier run had begun.
        package let isResumed: Bool
        package let verified: Int
        /// The first 1000 of `differenceCount`.
        package let differences: [MoveDifference]
        package let differenceCount: Int
    }

    private let source: any StoreArchive
    private let target: any StoreArchive
    private let clock: any WallClock
    private let pageLimit: Int
    private let progress: @Sendable (Progress) -> Void

    /// `pageLimit`: about how many rows are in memory at once.
    package init(
        from source: any StoreArchive,
        to target: any StoreArchive,
        clock: any WallClock,
        pageLimit: Int = 500,
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.source = source
        self.target = target
        self.clock = clock
        self.pageLimit = pageLimit
        self.progress = progress
    }

    /// Copies what is not copied yet, verifies all of it, and lets the target be served if nothing differs. A move that
    /// was finished before is only verified.
    ///
    /// Throws `MoveRefusal`, `StoreError`.
    package func run() async throws -> Report {
        try await requireIdle()
        let before = try await target.moveState()
        let state = try await begin(before)
        var copied = state
        if state.position != nil { copied = try await copy(state) }
        return try await verify(copied, isResumed: before != nil)
    }

    /// Compares the rows of a move that was copied.
    ///
    /// Throws `MoveRefusal`, `StoreError`.
    package func verify() async throws -> Report {
        try await requireIdle()
        guard let state = try await target.moveState(), state.source == (try await source.identity()) else {
            throw MoveRefusal("nothing was moved from this \(source.engine) store to this \(target.engine) one")
        }
        guard state.position == nil else {
            throw MoveRefusal("not everything is copied yet: run the command without --verify-only first")
        }
        return try await verify(state, isResumed: true)
    }

    private func requireIdle() async throws {
        try await source.requireIdle()
        try await target.requireIdle()
    }

    private func begin(_ state: MoveState?) async throws -> MoveState {
        if let own = try await source.moveState(), own.finishedAt == nil {
            throw MoveRefusal("the \(source.engine) store is itself the target of a move that is not complete")
        }
        let (identity, mark) = (try await source.identity(), try await source.mark())
        guard let state else {
            guard try await !target.holdsRows() else { throw MoveRefusal(Self.otherRows(target.engine)) }
            let fresh = MoveState(
                source: identity,
                sourceEngine: source.engine,
                sourceMark: mark,
                startedAt: clock.now.millisecondsSinceEpoch,
                position: MoveState.Position(kind: .tenants, tenant: TenantID.default.value)
            )
            try await target.save(fresh)
            return fresh
        }
        guard state.source == identity else { throw MoveRefusal(Self.otherRows(target.engine)) }
        guard state.finishedAt != nil || state.sourceMark == mark else {
            throw MoveRefusal(
                "the \(source.engine) store was served after this move began, so what is copied is out of date: "
                    + Self.cure(target.engine) + ", and begin anew"
            )
        }
        return state
    }

    private static func otherRows(_ engine: String) -> String {
        "the \(engine) store holds rows already, and a move never writes over what it did not copy itself: "
            + cure(engine) + ", or name another one"
    }

    private static func cure(_ engine: String) -> String {
        engine == "dynamodb"
            ? "take its tables away with `syncstate tables delete --store dynamodb --yes`"
            : "move its file out of the way"
    }

    // MARK: - Copying

    private func copy(_ begun: MoveState) async throws -> MoveState {
        var state = begun
        let steps = MoveStep.all(of: try await source.tenants())
        guard var position = state.position,
            let first = steps.firstIndex(where: { $0.kind == position.kind && $0.tenant.value == position.tenant })
        else { throw MoveRefusal("the tenant that was being copied is gone: " + Self.cure(target.engine)) }
        for (index, step) in steps.enumerated().dropFirst(first) {
            repeat {
                try Task.checkCancellation()
                let page = try await source.rows(
                    step.kind,
                    step.tenant,
                    after: position.cursor,
                    limit: step.limit(pageLimit)
                )
                let rows = page.items
                state.copied[step.kind.rawValue, default: 0] += rows.count
                position.cursor = page.next
                if page.next == nil, index + 1 < steps.count {
                    position = MoveState.Position(kind: steps[index + 1].kind, tenant: steps[index + 1].tenant.value)
                    state.position = position
                } else {
                    state.position = page.next == nil ? nil : position
                }
                // The state need not be written for steps without rows: they are passed again.
                if !rows.isEmpty || page.next != nil || state.position == nil {
                    try await target.add(rows, then: state)
                }
                let count = state.copied[step.kind.rawValue] ?? 0
                progress(Progress(phase: .copying, kind: step.kind, rows: count, isStepDone: page.next == nil))
                if page.next == nil { break }
            } while true
        }
        guard try await source.mark() == begun.sourceMark else {
            throw MoveRefusal(
                "the \(source.engine) store was served while it was copied: stop its server, "
                    + Self.cure(target.engine) + ", and begin anew"
            )
        }
        return state
    }

    // MARK: - Verifying

    private func verify(_ state: MoveState, isResumed: Bool) async throws -> Report {
        let counts = Counts()
        let progress = progress
        var verification = MoveVerification(source: source, target: target, clock: clock, pageLimit: pageLimit) {
            step,
            rows in
            let sum = counts.before[step.kind, default: 0] + rows
            progress(Progress(phase: .verifying, kind: step.kind, rows: sum, isStepDone: false))
        }
        let tenants = Set(try await source.tenants() + target.tenants())
            .sorted { $0.value.utf8.lexicographicallyPrecedes($1.value.utf8) }
        for step in MoveStep.all(of: tenants).reversed() {
            try Task.checkCancellation()
            let before = verification.compared
            try await verification.verify(step)
            counts.before[step.kind, default: 0] += verification.compared - before
            let sum = counts.before[step.kind] ?? 0
            progress(Progress(phase: .verifying, kind: step.kind, rows: sum, isStepDone: true))
        }
        if verification.count == 0, state.finishedAt == nil {
            var finished = state
            finished.finishedAt = clock.now.millisecondsSinceEpoch
            try await target.save(finished)
        }
        return Report(
            copied: state.copied,
            isResumed: isResumed,
            verified: verification.compared,
            differences: verification.differences,
            differenceCount: verification.count
        )
    }

    /// Rows of the steps that are over, by kind.
    private final class Counts {
        var before: [ArchiveKind: Int] = [:]
    }
}
