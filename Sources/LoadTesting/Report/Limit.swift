import Foundation

/// What a figure is held to.
enum Limit: Sendable, Equatable {
    /// Ours divided by the reference.
    case ratioAtLeast(Double)
    case ratioAtMost(Double)
    /// Ours minus the reference, in the unit of the row.
    case excessAtMost(Double)
    /// Ours alone.
    case atLeast(Double)
    case atMost(Double)

    func holds(ours: Double, reference: Double?) -> Bool {
        let reference = reference ?? .nan
        return switch self {
        case .ratioAtLeast(let limit): ours / reference >= limit
        case .ratioAtMost(let limit): ours / reference <= limit
        case .excessAtMost(let limit): ours - reference <= limit
        case .atLeast(let limit): ours >= limit
        case .atMost(let limit): ours <= limit
        }
    }

    func description(_ unit: FigureUnit) -> String {
        switch self {
        case .ratioAtLeast(let limit): "ratio ≥ \(limit.formatted(.number))"
        case .ratioAtMost(let limit): "ratio ≤ \(limit.formatted(.number))"
        case .excessAtMost(let limit): "≤ reference + \(unit.text(limit))"
        case .atLeast(let limit): "≥ \(unit.text(limit))"
        case .atMost(let limit): "≤ \(unit.text(limit))"
        }
    }
}
