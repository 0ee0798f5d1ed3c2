/// One thing that the doctor looked at.
struct Finding: Encodable, Equatable, Sendable {
    enum State: String, Encodable, Sendable {
        case ok
        /// Nothing is wrong yet.
        case warning
        case problem
    }

    enum Part: String, Encodable, Sendable {
        case settings, files, store, ledger, alerts, channel, clock
    }

    let part: Part
    let state: State
    let message: String
    /// What to do; nil where there is nothing to do.
    @NullEncoded var cure: String?

    static func ok(_ part: Part, _ message: String) -> Finding {
        Finding(part: part, state: .ok, message: message, cure: nil)
    }

    static func warning(_ part: Part, _ message: String, cure: String) -> Finding {
        Finding(part: part, state: .warning, message: message, cure: cure)
    }

    static func problem(_ part: Part, _ message: String, cure: String) -> Finding {
        Finding(part: part, state: .problem, message: message, cure: cure)
    }
}
