/// Carries one attempt of an operation to DynamoDB and its answer back. The way over HTTP is `HTTPWire`; a simulation
/// stands in between.
package protocol DynamoDBWire: Sendable {
    /// `operation` is the name of an action such as `Query`, `body` its JSON. Any answer is an answer, also one that is no
    /// success.
    ///
    /// Throws `WireFailure` where there is none; anything else, such as what keeps credentials from being had, goes to the
    /// caller of the operation as it is.
    func send(_ operation: String, _ body: [UInt8]) async throws -> WireAnswer
}

package struct WireAnswer: Sendable {
    package let status: Int
    package let body: [UInt8]

    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// Why there is no answer.
package struct WireFailure: Error, Sendable {
    package enum Kind: Sendable {
        /// The same request may succeed if it is sent again.
        case passing
        /// The request breaks a rule of the way there.
        case invalid
        /// The way there is closed for good.
        case closed
    }

    package let kind: Kind
    package let reason: String
    /// Whether it could have been carried out all the same.
    package let mayHaveHappened: Bool

    package init(_ kind: Kind, _ reason: String, mayHaveHappened: Bool = false) {
        self.kind = kind
        self.reason = reason
        self.mayHaveHappened = mayHaveHappened
    }
}
