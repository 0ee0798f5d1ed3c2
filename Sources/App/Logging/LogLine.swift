import Inventory
import Logging

/// One line of the log.
struct LogLine {
    let time: Timestamp
    let level: Logger.Level
    let label: String
    let message: String
    /// In order of the names.
    let metadata: [(name: String, value: String)]

    /// One JSON object: `time`, `level`, `label`, `message`, then the metadata. A piece of metadata that has one of these
    /// names is written with `_` before it.
    var json: String {
        var text = "{\"time\":\"\(time.iso8601)\",\"level\":\"\(level.rawValue)\""
        text += ",\"label\":\(Self.quoted(label)),\"message\":\(Self.quoted(message))"
        for (name, value) in metadata {
            let isTaken = ["time", "level", "label", "message"].contains(name)
            text += ",\(Self.quoted(isTaken ? "_\(name)" : name)):\(Self.quoted(value))"
        }
        return text + "}"
    }

    /// For eyes: the time of day, level, message and metadata.
    var readable: String {
        let time = time.iso8601.dropFirst(11).prefix(12)
        let level = level.rawValue.uppercased().padded(to: 8)
        let details = metadata.map { " \($0.name)=\($0.value)" }.joined()
        return "\(time) \(level) \(Self.singleLine(message))\(Self.singleLine(details))"
    }

    private static func quoted(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case "\r": json += "\\r"
            case "\t": json += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: json += "\\u00" + scalar.value.twoHexDigits
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }

    /// What comes from outside can neither begin a line of its own nor steer a terminal.
    private static func singleLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
        return text.unicodeScalars.map { $0.properties.generalCategory == .control ? "␣" : String($0) }.joined()
    }
}

extension UInt32 {
    fileprivate var twoHexDigits: String { (self < 0x10 ? "0" : "") + String(self, radix: 16) }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
