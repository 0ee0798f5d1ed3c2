package import Inventory

/// A setting that stops the start: its name, what is wrong and the cure, in one line. Never holds a secret's value.
package struct SettingsError: Error, Equatable, CustomStringConvertible {
    package let subject: String
    package let problem: String

    package init(_ name: SettingName, _ problem: String) {
        self.init(subject: name.rawValue, problem)
    }

    /// `subject` is whatever a person would look for: a setting or a file of settings.
    package init(subject: String, _ problem: String) {
        self.subject = subject
        self.problem = problem
    }

    package init(_ name: SettingName, _ invalid: InvalidValue) {
        self.init(name, invalid.message)
    }

    package var description: String { "\(subject) \(problem)" }
}
