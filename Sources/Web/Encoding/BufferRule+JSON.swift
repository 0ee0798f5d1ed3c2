import Inventory
import JSONPull

extension JSONWriter {
    /// Only what the rule says: `units` or `percent`, `floor`, `cap`.
    mutating func members(of rule: BufferRule) {
        switch rule.amount {
        case nil: break
        case .units(let units): member("units", units)
        case .percent(let percent):
            key("percent")
            raw(percent.decimalText.utf8)
        }
        if let floor = rule.floor { member("floor", floor) }
        if let cap = rule.cap { member("cap", cap) }
    }
}

extension JSONWriter {
    /// A rule by itself. `source` says where the rule in force hangs.
    mutating func value(_ rule: BufferRule, at scope: BufferScope, source: BufferSource?) {
        object { json in
            json.member("sku", scope.sku?.value)
            json.member("channelId", scope.channel?.value)
            json.members(of: rule)
            if let source { json.member("source", source.rawValue) }
        }
    }
}
