/// A value from outside that breaks a rule: which field, and what it should be.
package struct InvalidValue: Error, Hashable, Sendable, CustomStringConvertible {
    package let field: String
    package let message: String

    package init(field: String, message: String) {
        self.field = field
        self.message = message
    }

    package var description: String { "\(field) \(message)" }

    /// The same complaint about a value that arrived under another name.
    package func renamed(_ field: String) -> InvalidValue {
        InvalidValue(field: field, message: message)
    }
}
