import Hummingbird
import Inventory
import NIOHTTP1
import Sync

extension Failure {
    /// What the caller is told of `error`; nil when it is none that a caller can do something about.
    init?(translating error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as DomainError: self.init(error)
        case let error as InvalidValue: self = .invalid([error])
        case let error as StoreError:
            guard let failure = Failure(error) else { return nil }
            self = failure
        case is RequestTimedOut:
            self.init(.requestTimeout, "request_timeout", "The request did not arrive in time: send it again")
        case is HTTPParserError:
            // The body broke off, or its chunks are none: the caller's doing, and no matter for the log.
            self.init(.badRequest, "broken_request", "The request's body is broken off or malformed: send it again")
        default: return nil
        }
    }

    private init(_ error: DomainError) {
        switch error {
        case .invalid(let details): self = .invalid(details)
        case .notFound(let message): self = .notFound(message)
        case .conflict(let code, let message): self.init(.conflict, code, message)
        case .refused(let code, let message): self.init(.unprocessableContent, code, message)
        }
    }

    private init?(_ error: StoreError) {
        switch error {
        case .unavailable, .inUse:
            self = .busy("store_unavailable", "The store is not available: nothing was changed. Try again")
        case .overloaded:
            self = .busy("overloaded", "More work is waiting than is allowed: nothing was changed. Try again")
        case .damaged: return nil
        }
    }
}
