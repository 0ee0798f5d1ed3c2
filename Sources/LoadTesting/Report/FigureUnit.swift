import Foundation

/// What a row counts in.
enum FigureUnit: String, Codable, Sendable {
    case perSecond
    case seconds
    case mebibytes

    func text(_ value: Double) -> String {
        switch self {
        case .perSecond: "\(digits(value, value < 1000 ? 1 : 0))/s"
        case .mebibytes: "\(digits(value, 1)) MiB"
        case .seconds:
            switch value {
            case ..<1e-3: "\(digits(value * 1e6, value < 1e-4 ? 1 : 0)) µs"
            case ..<1: "\(digits(value * 1e3, value < 1e-2 ? 2 : 1)) ms"
            default: "\(digits(value, 2)) s"
            }
        }
    }

    private func digits(_ value: Double, _ count: Int) -> String {
        value.formatted(.number.precision(.fractionLength(0...count)).locale(Locale(identifier: "en_US")))
    }
}
