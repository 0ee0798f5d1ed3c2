import DynamoDB
import Logging
package import Sync

/// Work that one instance at a time is at: a row while it lasts, under a name that no other claim has.
extension ChannelLeases {
    package func alone<Result: Sendable>(
        at work: SharedWork,
        _ body: () async throws -> Result
    ) async throws -> Result {
        let claim = Fence(key: LeaseRow.work(work), owner: CommitName.once(), term: 0)
        do {
            try await wait(for: claim)
        } catch {
            throw storeError(error)
        }
        let renewing = Task { await renew(claim) }
        let fences = work.isPartOfOther ? Fence.current + [claim] : [claim]
        let outcome: Swift.Result<Result, any Error>
        do {
            outcome = .success(try await Fence.$current.withValue(fences) { try await body() })
        } catch {
            outcome = .failure(error)
        }
        renewing.cancel()
        await renewing.value
        await end(claim)
        return try outcome.get()
    }

    private func wait(for claim: Fence) async throws {
        while true {
            let row = try await table.row(claim.key)
            if row.map({ table.age(of: claim.key, $0) > times.life }) ?? true,
                try await table.write(claim.key, owner: claim.owner, claim.term, from: row) == true
            {
                return
            }
            try await time.sleep(min(times.beat, .milliseconds(250)))
        }
    }

    private func renew(_ claim: Fence) async {
        while true {
            do {
                try await time.sleep(times.renewal)
                guard try await table.renew(claim) != false else {
                    logger.notice(
                        "Another instance has taken over work that took too long here",
                        metadata: ["lease": "\(claim.key.sort)"]
                    )
                    return
                }
            } catch is CancellationError {
                return
            } catch {
                logger.warning("A claim could not be renewed", metadata: ["error": "\(error)"])
            }
        }
    }

    private func end(_ claim: Fence) async {
        do {
            // Also when the caller was cancelled: others need not wait then.
            try await Task { try await table.remove(claim) }.value
        } catch {
            logger.warning("A claim was not let go of and runs out", metadata: ["error": "\(error)"])
        }
    }
}

extension SharedWork {
    /// Whether what it writes is for nothing when the work that it is part of is another instance's by then.
    fileprivate var isPartOfOther: Bool {
        switch self {
        case .pull: true
        case .tokens: false
        }
    }
}
