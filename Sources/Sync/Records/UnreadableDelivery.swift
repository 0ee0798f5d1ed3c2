package import Inventory

/// Why a signed body has no facts.
package enum UnreadableDelivery: Error, Sendable, Equatable, CustomStringConvertible {
    /// Not JSON at all: refused, for no fix of ours could ever read it.
    case notJSON(reason: String)
    /// JSON that its topic cannot be read from: kept until a later version can. `path` as in `line_items[3].quantity`.
    case unexpected(path: String, message: String)
    /// The seed format is broken: refused, naming the fields.
    case invalidSeed([InvalidValue])

    package var description: String {
        switch self {
        case .notJSON(let reason): "the body is not JSON: \(reason)"
        case .unexpected(let path, let message): "\(path.isEmpty ? "the body" : path): \(message)"
        case .invalidSeed(let problems): problems.map(\.description).joined(separator: "; ")
        }
    }
}
