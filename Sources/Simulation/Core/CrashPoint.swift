/// A use case of the installation.
enum UseCase: String, Sendable, CaseIterable {
    case delivery, command, round, look, reconciliation, `import`, beat

    /// Whether it asks channels.
    fileprivate var asks: Bool { self != .delivery && self != .command && self != .beat }
}

/// Where a use case stood when the process ended.
package struct CrashPoint: Hashable, Sendable {
    let useCase: UseCase
    let port: Port
    /// Whether it had asked a channel before.
    let hasAsked: Bool

    /// Everywhere where something is written or asked. Where the engine is remote its commits are requests as well, and
    /// where there are several instances they beat.
    static func all(in options: SimulationOptions) -> [CrashPoint] {
        everywhere.filter { point in
            switch point.port {
            case .landing, .landed: options.engine.isRemote && (point.useCase != .beat || options.instances > 1)
            default: point.useCase != .beat
            }
        }
    }

    private static let everywhere: [CrashPoint] = UseCase.allCases.flatMap { useCase in
        Port.allCases.flatMap { port -> [CrashPoint] in
            let states = [false, true].map { CrashPoint(useCase: useCase, port: port, hasAsked: $0) }
            return states.filter(\.isPossible)
        }
    }

    private var isPossible: Bool {
        switch port {
        case .request: useCase.asks && !hasAsked
        case .reply: useCase.asks && hasAsked
        case .sleep: false
        case .write, .written, .landing, .landed:
            switch useCase {
            case .delivery, .command, .beat: !hasAsked
            // The intent of a write is stored before it leaves, and what became of it afterwards.
            case .round: true
            case .look, .reconciliation, .import: hasAsked
            }
        }
    }

    var words: String {
        let place =
            switch port {
            case .write: "before a commit"
            case .written: "after a commit that nobody heard of"
            case .request: "before a request"
            case .reply: "after a request that was carried out"
            case .landing: "before the request of a commit"
            case .landed: "after the request of a commit was carried out"
            case .sleep: "asleep"
            }
        let state =
            useCase == .round && port != .request && port != .reply ? (hasAsked ? ", told" : ", not told yet") : ""
        return "a crash of a \(useCase.rawValue) \(place)\(state)"
    }
}
