/// The labels of one series, in order of their names: two lists that say the same are equal.
struct Labels: Hashable, Sendable {
    /// `name="value",…` as it stands between the braces; empty without labels.
    let text: String
    private let names: [String]

    /// Of a name given twice the later value counts.
    init(_ dimensions: [(String, String)]) {
        let pairs = Dictionary(
            dimensions.map { (MetricName.sanitisedLabel($0), $1) },
            uniquingKeysWith: { _, later in later }
        )
        names = pairs.keys.sorted()
        // Every name is a key.
        text = names.map { "\($0)=\"\(Self.escaped(pairs[$0] ?? ""))\"" }.joined(separator: ",")
    }

    /// The same names with one value that stands for all that have no series of their own.
    var overflow: Labels {
        Labels(names.map { ($0, Self.overflowValue) })
    }

    static let overflowValue = "_other"

    static func escaped(_ value: String) -> String {
        // Most values hold nothing to escape.
        guard value.utf8.contains(where: { [0x22, 0x5C, 0x0A].contains($0) }) else { return value }
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
