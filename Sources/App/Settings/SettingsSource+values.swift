import Foundation
import Inventory
import Signing

/// Typed values. Each throws `SettingsError` that names the setting and says what it should be.
extension SettingsSource {
    func integer(_ name: SettingName, in range: ClosedRange<Int64>) throws(SettingsError) -> Int64? {
        guard let text = text(name) else { return nil }
        guard let value = Int64(text), range.contains(value) else {
            throw SettingsError(
                name,
                "must be a whole number from \(range.lowerBound) to \(range.upperBound), not \(quoted(text))"
            )
        }
        return value
    }

    /// An exact decimal from 0 to `maximum`, written with a point.
    func decimal(_ name: SettingName, upTo maximum: Decimal) throws(SettingsError) -> Decimal? {
        guard let text = text(name) else { return nil }
        let digits = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let isNumber = text.utf8.count <= 30 && digits.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }
        guard isNumber, let value = Decimal(string: text), value <= maximum else {
            throw SettingsError(name, "must be a decimal number from 0 to \(maximum), not \(quoted(text))")
        }
        return value
    }

    func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ name: SettingName,
        of type: Value.Type
    ) throws(SettingsError) -> Value? {
        guard let text = text(name) else { return nil }
        guard let value = Value(rawValue: text.lowercased()) else {
            let choices = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingsError(name, "must be one of \(choices), not \(quoted(text))")
        }
        return value
    }

    /// A text that matches `pattern`; `shape` describes it to a person.
    func text(_ name: SettingName, matching pattern: Regex<Substring>, shape: String) throws(SettingsError) -> String? {
        guard let text = text(name) else { return nil }
        guard text.wholeMatch(of: pattern) != nil else {
            throw SettingsError(name, "must be \(shape), not \(quoted(text))")
        }
        return text
    }

    /// Printable ASCII without blanks, as tokens and secrets are: anything else was cut or quoted wrongly.
    func secret(_ name: SettingName) throws(SettingsError) -> Secret? {
        guard let text = text(name) else { return nil }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw SettingsError(name, "must be printable ASCII without blanks; check how the value is quoted")
        }
        guard text.utf8.count <= 4096 else {
            throw SettingsError(name, "must be at most 4096 characters long, not \(text.utf8.count)")
        }
        return Secret(text)
    }

    /// Long values are cut: the message is to stay one readable line.
    func quoted(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(200).map { $0.properties.generalCategory == .control ? "�" : "\($0)" }
        return "'\(shown.joined())\(text.unicodeScalars.count > 200 ? "…" : "")'"
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
