package import Inventory

/// Why a request is refused; the HTTP status is decided at the edge.
package enum DomainError: Error, Sendable, Equatable {
    /// Something in the request is wrong: which field, and the cure.
    case invalid([InvalidValue])
    case notFound(String)
    /// The request is well-formed but the state of things says no.
    case conflict(code: String, message: String)
    /// A rule of the domain refuses.
    case refused(code: String, message: String)

    package static func invalid(_ field: String, _ message: String) -> DomainError {
        .invalid([InvalidValue(field: field, message: message)])
    }
}
