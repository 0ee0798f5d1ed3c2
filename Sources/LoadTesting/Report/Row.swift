/// One figure.
struct Row: Sendable {
    /// For programs; stays the same from release to release.
    let id: String
    let what: String
    let unit: FigureUnit
    let ours: Double
    /// The same of what it is compared with.
    var reference: Double?
    var limit: Limit?

    var ratio: Double? { reference.map { ours / $0 } }
    /// Nil where nothing is demanded.
    var isWithinLimit: Bool? { limit?.holds(ours: ours, reference: reference) }
}

extension Row: Encodable {
    private enum Key: String, CodingKey {
        case id, what, unit, ours, reference, ratio, limit, isWithinLimit
    }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Key.self)
        try members.encode(id, forKey: .id)
        try members.encode(what, forKey: .what)
        try members.encode(unit, forKey: .unit)
        try members.encode(ours, forKey: .ours)
        try members.encodeIfPresent(reference, forKey: .reference)
        try members.encodeIfPresent(ratio, forKey: .ratio)
        try members.encodeIfPresent(limit?.description(unit), forKey: .limit)
        try members.encodeIfPresent(isWithinLimit, forKey: .isWithinLimit)
    }
}
