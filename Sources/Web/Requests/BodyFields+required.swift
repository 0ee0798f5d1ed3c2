import Inventory

extension BodyFields {
    mutating func integer(_ name: String) -> Int64 {
        required(name, or: 0) { $0.optionalInteger(name) }
    }

    mutating func text(_ name: String, limit: Int) -> String {
        let text = required(name, or: nil) { $0.optionalText(name, limit: limit).map(Optional.some) }
        if text == "" { complain(name, "must not be empty") }
        return text ?? ""
    }

    mutating func choice<Choice>(_ name: String, or standIn: Choice) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        required(name, or: standIn) { $0.optionalChoice(name) }
    }

    mutating func sku(_ name: String = "sku") -> SKU {
        required(name, or: SKU(stored: "")) { $0.optionalSKU(name) }
    }

    mutating func texts(_ name: String, count: ClosedRange<Int>, limit: Int) -> [String] {
        required(name, or: []) { $0.optionalTexts(name, count: count, limit: limit) }
    }
}
