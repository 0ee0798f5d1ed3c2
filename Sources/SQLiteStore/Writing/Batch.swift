import Sync

/// Steps that share one commit, and what came of each.
struct Batch {
    private enum Outcome {
        case happened(PendingStep.Answer)
        case failed(any Error)
    }

    /// A step failed after it had written: the batch is to be rolled back and run again step by step.
    struct NeedsIsolation: Error {}

    let steps: [PendingStep]
    private var outcomes: [Outcome] = []
    private var told: [StepNotice] = []

    init(_ steps: [PendingStep]) {
        self.steps = steps
    }

    /// Runs every step in the open transaction. A step that fails before it writes fails alone.
    ///
    /// Throws `NeedsIsolation`, or the failure that concerns all.
    mutating func runTogether(_ context: StepContext) throws {
        for step in steps {
            context.memory.stepHasWritten = false
            do {
                let answer = try step.run(context)
                try context.memory.checkTransaction()
                add(answer, context)
            } catch {
                try rethrowIfStoreFailed(error, context)
                if context.memory.stepHasWritten { throw NeedsIsolation() }
                _ = context.takeNotice()
                outcomes.append(.failed(error))
            }
        }
        do {
            try context.memory.flush()
        } catch {
            try rethrowIfStoreFailed(error, context)
            throw NeedsIsolation()
        }
    }

    /// Runs every step under a savepoint of its own, so that one that fails takes nothing with it.
    mutating func runApart(_ context: StepContext) throws {
        outcomes = []
        told = []
        for step in steps {
            try context.memory.connection.execute("SAVEPOINT step")
            context.memory.stepHasWritten = false
            do {
                let answer = try step.run(context)
                try context.memory.flush()
                try context.memory.checkTransaction()
                add(answer, context)
            } catch {
                try rethrowIfStoreFailed(error, context)
                _ = context.takeNotice()
                try context.memory.connection.execute("ROLLBACK TO step")
                context.memory.forgetAll()
                outcomes.append(.failed(error))
            }
            try context.memory.connection.execute("RELEASE step")
        }
    }

    /// In order of the steps.
    var notices: [CommitNotice] { told.map(\.commitNotice) }

    /// Only once the commit is durable. A refusal waits for it too: it may rest on what a step before it wrote.
    func answer() {
        for (step, outcome) in zip(steps, outcomes) {
            switch outcome {
            case .happened(let answer): answer()
            case .failed(let error): step.fail(storeError(error))
            }
        }
    }

    func fail(_ error: any Error) {
        for step in steps { step.fail(error) }
    }

    private mutating func add(_ answer: @escaping PendingStep.Answer, _ context: StepContext) {
        outcomes.append(.happened(answer))
        guard let notice = context.takeNotice() else { return }
        if let last = told.indices.last, told[last].tenant == notice.tenant {
            told[last].append(notice)
        } else {
            told.append(notice)
        }
    }

    private func rethrowIfStoreFailed(_ error: any Error, _ context: StepContext) throws {
        if let failure = error as? SQLiteFailure, failure.concernsWholeStore { throw failure }
        try context.memory.checkTransaction()
    }
}
