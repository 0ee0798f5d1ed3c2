/// Tokens of the transactions that a commit sends.
package enum CommitToken {
    /// Whether what was written under the token makes its commit stand: the commit's one transaction, or the decision
    /// about its parts.
    package static func decides(_ token: String) -> Bool {
        let parts = token.split(separator: "-")
        return parts.count == 2 || parts.count == 3 && parts[2] == decision
    }

    static let decision = "c"

    static func deciding(_ commit: String) -> String { "\(commit)-\(decision)" }
}
