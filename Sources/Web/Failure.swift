import HTTPTypes
import Inventory

/// An answer other than 2xx, as the envelope shows it. What it says is meant for the caller: never internals.
struct Failure: Error, Sendable {
    let status: HTTPResponse.Status
    /// Stable: clients may switch on it.
    let code: String
    let message: String
    var details: [InvalidValue] = []
    var headers: HTTPFields = [:]

    init(
        _ status: HTTPResponse.Status,
        _ code: String,
        _ message: String,
        details: [InvalidValue] = [],
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.headers = headers
    }

    static func invalid(_ details: [InvalidValue]) -> Failure {
        let message = details.map(\.description).joined(separator: "; ")
        return Failure(.badRequest, "invalid_request", message, details: details)
    }

    static func invalid(_ field: String, _ message: String) -> Failure {
        invalid([InvalidValue(field: field, message: message)])
    }

    static func notFound(_ message: String) -> Failure {
        Failure(.notFound, "not_found", message)
    }

    static func tooLarge(limit: Int) -> Failure {
        Failure(.contentTooLarge, "body_too_large", "The body is over the limit of \(limit) bytes")
    }

    /// Asks the caller to come again.
    static func busy(_ code: String, _ message: String, retryAfterSeconds: Int = 1) -> Failure {
        Failure(.serviceUnavailable, code, message, headers: [.retryAfter: String(retryAfterSeconds)])
    }

    /// Nothing of an unforeseen error leaves; the log has it under the request's id.
    static let internalError = Failure(
        .internalServerError,
        "internal_error",
        "Something went wrong here. The log has it under the request id"
    )
}
