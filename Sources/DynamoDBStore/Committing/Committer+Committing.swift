import DynamoDB
import Logging
import Sync

extension Committer {
    func launch(_ group: CommitGroup) {
        underWay[group.id] = group
        memory.hold(group)
        let start = ContinuousClock.now
        Task {
            let result =
                group.writes.isEmpty ? GroupWriter.Result.committed : await surroundings.writer.write(group)
            self.finish(group, result, in: start.duration(to: .now))
        }
    }

    private func finish(_ group: CommitGroup, _ result: GroupWriter.Result, in duration: Duration) {
        underWay[group.id] = nil
        memory.release(group)
        switch result {
        case .committed: committed(group, in: duration)
        case .stale(let rows, let unknown):
            CommitMetrics.stale()
            failFenced(group, Set(rows.keys).union(unknown))
            for (key, row) in rows { memory.remember(key, row, asOf: memory.commits) }
            for key in unknown { memory.cache.forget(key) }
            for member in group.members {
                guard let step = steps[member.step] else { continue }
                step.overtakes += 1
                step.overtakenSince = step.overtakenSince ?? surroundings.time.now()
            }
            // Of a commit of many transactions only the first that failed is known. Where one guess was wrong, others are:
            // after a restart nothing is remembered. All rows are read at once, not some at each attempt.
            let doubtful = group.fitsOneTransaction ? unknown : group.keys.union(unknown)
            repeatAll(group, fresh: Set(rows.keys), notFresh: doubtful)
        case .refused(let reason):
            if group.members.count > 1 {
                // One of them is at fault: each is tried alone.
                for member in group.members { steps[member.step]?.isAlone = true }
                repeatAll(group, fresh: [], notFresh: [])
            } else {
                failAll(group, StoreError.unavailable(reason))
            }
        case .uncertain(let error):
            for key in group.keys { memory.cache.forget(key) }
            failAll(group, error)
        case .unavailable(let error): failAll(group, error)
        }
        wake(group.id)
        schedulePump()
    }

    private func committed(_ group: CommitGroup, in duration: Duration) {
        memory.take(group)
        let places = group.places
        for step in steps.values where !step.ranges.isEmpty {
            step.ranges = step.ranges.filter { !places.contains($0.key.place) }
        }
        if !group.writes.isEmpty { CommitMetrics.committed(steps: group.members.count, in: duration) }
        for member in group.members { answer(member.step, member.outcome) }
    }

    private func repeatAll(_ group: CommitGroup, fresh: Set<RowKey>, notFresh: Set<RowKey>) {
        for member in group.members {
            guard let step = steps[member.step] else { continue }
            step.fresh.formUnion(fresh)
            step.fresh.subtract(notFresh)
            if notFresh.isEmpty {
                ready.append(member.step)
            } else {
                // Also of rows that the step writes without reading them: a lock that a dead commit has left there is
                // taken off by whoever reads them for writing, and by nobody else.
                fetch(member.step, notFresh, [])
            }
        }
    }

    /// Steps of a channel that another instance has taken over.
    private func failFenced(_ group: CommitGroup, _ stale: Set<RowKey>) {
        guard group.fences.keys.contains(where: stale.contains) else { return }
        for member in group.members {
            guard let step = steps[member.step], step.fences.contains(where: { stale.contains($0.key) }) else {
                continue
            }
            end(member.step) { $0.fail(StoreError.unavailable("another instance works for the channel now")) }
        }
    }

    private func failAll(_ group: CommitGroup, _ error: StoreError) {
        surroundings.logger.error(
            "A commit failed",
            metadata: ["steps": "\(group.members.count)", "error": "\(error)"]
        )
        CommitMetrics.failed()
        for member in group.members { end(member.step) { $0.fail(error) } }
    }
}
