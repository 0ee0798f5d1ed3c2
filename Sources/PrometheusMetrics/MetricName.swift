/// Names as the text format allows them. Source: prometheus.io/docs/concepts/data_model.
enum MetricName {
    /// `label` with every byte that a metric's name may not hold replaced by `_`.
    static func sanitised(_ label: String) -> String {
        replaced(label) { $0 == UInt8(ascii: ":") }
    }

    /// As ``sanitised(_:)`` for the name of a label: no colon, and never `le`, which belongs to histograms.
    static func sanitisedLabel(_ label: String) -> String {
        let name = replaced(label) { _ in false }
        return name == "le" ? "exported_le" : name
    }

    /// `name` with `suffix`, unless it ends so already.
    static func suffixed(_ name: String, _ suffix: String) -> String {
        name.hasSuffix(suffix) ? name : name + suffix
    }

    private static func replaced(_ text: String, alsoAllowed: (UInt8) -> Bool) -> String {
        let bytes = text.utf8.enumerated().map { position, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
                byte
            case UInt8(ascii: "0")...UInt8(ascii: "9") where position > 0:
                byte
            default:
                alsoAllowed(byte) ? byte : UInt8(ascii: "_")
            }
        }
        return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
    }
}
