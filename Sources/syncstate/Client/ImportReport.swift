/// What the interface answers to an import.
struct ImportReport: Codable {
    struct Rejection: Codable {
        let line: Int
        let message: String
    }

    let batchId: String
    let dryRun: Bool
    let accepted: Int
    var rejected: [Rejection]
    let warnings: [String]

    /// Prints it; throws `CommandFailure` if a row was rejected. `name` names a line to the person who wrote it.
    func show(json: Bool, naming name: (Int) -> String) throws {
        if json {
            try JSONOutput.print(self)
        } else {
            for warning in warnings { StandardOutput.print("warning: \(warning)") }
            for row in rejected { StandardOutput.print("rejected: \(name(row.line)): \(row.message)") }
            StandardOutput.print(
                dryRun
                    ? "Would accept \(accepted) rows and reject \(rejected.count); nothing was changed."
                    : "Accepted \(accepted) rows, rejected \(rejected.count); the batch is \(batchId)."
            )
        }
        guard rejected.isEmpty else {
            throw CommandFailure("\(rejected.count) rows were rejected")
        }
    }
}
