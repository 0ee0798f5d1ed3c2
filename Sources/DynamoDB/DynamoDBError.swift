/// Why a call did not succeed. Holds no keys, values or credentials.
package enum DynamoDBError: Error, Sendable, Equatable {
    /// Nothing of a transaction was written; one reason for each of its items, in their order. `afterLostReply`: an
    /// earlier attempt may have written it all, and be what stands in the way.
    case cancelled([CancellationReason], afterLostReply: Bool)
    /// The condition of a single write does not hold.
    case conditionFailed
    /// More than the table, the account or the partition may take; still so after all retries.
    case throttled(String)
    /// No answer, or 5xx, after all retries. `mayHaveHappened`: one of the attempts could have been carried out.
    case unavailable(String, mayHaveHappened: Bool)
    /// The table or index is not there.
    case notFound(String)
    /// The table is being made, changed or deleted.
    case inUse(String)
    /// Signature, key or permission.
    case denied(String)
    /// The request breaks a rule: sending it again cannot help.
    case invalid(String)
    /// The answer is not what the protocol says.
    case invalidAnswer(String)
}

/// What stood in the way of one item of a transaction.
package struct CancellationReason: Sendable, Equatable {
    package enum Code: Sendable, Equatable {
        case none, conditionFailed, conflict, throttled, tooLarge
        case other(String)

        init(_ text: String) {
            self =
                switch text {
                case "None", "": .none
                case "ConditionalCheckFailed": .conditionFailed
                case "TransactionConflict": .conflict
                case "ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded": .throttled
                case "ItemCollectionSizeLimitExceeded": .tooLarge
                default: .other(text)
                }
        }
    }

    package let code: Code
    /// The item as it stands, where the write asked for it and there is one.
    package let item: Item?
    package let message: String?

    package init(code: Code, item: Item? = nil, message: String? = nil) {
        self.code = code
        self.item = item
        self.message = message
    }
}

extension DynamoDBError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cancelled(let reasons, _):
            "the transaction was cancelled: "
                + reasons.filter { $0.code != .none }.map { "\($0.code)" }.joined(separator: ", ")
        case .conditionFailed: "the condition of a write does not hold"
        case .throttled(let reason): "DynamoDB throttles: \(reason)"
        case .unavailable(let reason, _): "DynamoDB is not available: \(reason)"
        case .notFound(let reason): "DynamoDB does not find it: \(reason)"
        case .inUse(let reason): "DynamoDB is busy with the table: \(reason)"
        case .denied(let reason): "DynamoDB refuses the credentials: \(reason)"
        case .invalid(let reason): "DynamoDB refuses the request: \(reason)"
        case .invalidAnswer(let reason): "DynamoDB's answer cannot be read: \(reason)"
        }
    }
}
