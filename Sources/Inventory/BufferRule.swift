/// Units kept back from sale, and the bounds of what is published. Source: domain.md, "Buffer rule".
package struct BufferRule: Hashable, Sendable {
    package enum Amount: Hashable, Sendable {
        case units(Int64)
        case percent(Percent)
    }

    /// Absent: nothing is kept back, only `floor` and `cap` apply.
    package var amount: Amount?
    /// Publish 0 while `physical - reserved - suspense` is at or below this many.
    package var floor: Int64?
    /// Never publish more than this many.
    package var cap: Int64?

    package init(amount: Amount? = nil, floor: Int64? = nil, cap: Int64? = nil) throws(InvalidValue) {
        if case .units(let units) = amount { _ = try Quantity.checked(units, atLeast: 0, field: "units") }
        if let floor { _ = try Quantity.checked(floor, atLeast: 0, field: "floor") }
        if let cap { _ = try Quantity.checked(cap, atLeast: 0, field: "cap") }
        guard amount != nil || floor != nil || cap != nil else {
            throw InvalidValue(field: "units", message: "is missing: give units or percent, floor or cap")
        }
        self.init(uncheckedAmount: amount, floor: floor, cap: cap)
    }

    package init(uncheckedAmount amount: Amount?, floor: Int64?, cap: Int64?) {
        self.amount = amount
        self.floor = floor
        self.cap = cap
    }

    package static let none = BufferRule(uncheckedAmount: .units(0), floor: nil, cap: nil)

    /// Units kept back of `physical`; a percentage is rounded up and never negative.
    package func units(ofPhysical physical: Int64) -> Int64 {
        switch amount {
        case nil: 0
        case .units(let units): units
        case .percent(let percent): percent.roundedUp(of: max(0, physical))
        }
    }
}

/// An exact percentage from 0 to 100 with up to two decimals.
package struct Percent: Hashable, Sendable {
    package let hundredths: Int64

    package init(hundredths: Int64) throws(InvalidValue) {
        guard (0...10_000).contains(hundredths) else {
            throw InvalidValue(field: "percent", message: "must be between 0 and 100 with at most two decimals")
        }
        self.hundredths = hundredths
    }

    /// Without trailing zeros: `12.5`, `10`.
    package var decimalText: String {
        let whole = hundredths / 100
        let rest = hundredths % 100
        if rest == 0 { return "\(whole)" }
        return rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    func roundedUp(of units: Int64) -> Int64 {
        // Split, so that no product can overflow whatever a ledger has summed up.
        let (whole, rest) = units.quotientAndRemainder(dividingBy: 10_000)
        return whole * hundredths + (rest * hundredths + 9_999) / 10_000
    }
}

/// Where a rule hangs. The most specific one in force wins: (channel, sku) > sku > channel > tenant.
package struct BufferScope: Hashable, Sendable {
    package var channel: ChannelID?
    package var sku: SKU?

    package init(channel: ChannelID? = nil, sku: SKU? = nil) {
        self.channel = channel
        self.sku = sku
    }

    package static let tenant = BufferScope()

    /// How the HTTP interface names it.
    package var source: BufferSource {
        switch (channel, sku) {
        case (.some, .some): .channelSKU
        case (nil, .some): .sku
        case (.some, nil): .channel
        case (nil, nil): .default
        }
    }
}

package enum BufferSource: String, Sendable {
    case channelSKU = "channel_sku"
    case sku
    case channel
    case `default`
}

/// The rules that may apply to some SKUs, and the choice among them.
package struct BufferRules: Sendable, Equatable {
    package var byScope: [BufferScope: BufferRule]
    /// The setting that holds where the tenant has no rule of its own.
    package var fallback: BufferRule

    package init(byScope: [BufferScope: BufferRule] = [:], fallback: BufferRule = .none) {
        self.byScope = byScope
        self.fallback = fallback
    }

    package func inForce(for sku: SKU, on channel: ChannelID? = nil) -> (rule: BufferRule, source: BufferSource) {
        if byScope.isEmpty { return (fallback, .default) }
        if let channel, let rule = byScope[BufferScope(channel: channel, sku: sku)] { return (rule, .channelSKU) }
        if let rule = byScope[BufferScope(sku: sku)] { return (rule, .sku) }
        if let channel, let rule = byScope[BufferScope(channel: channel)] { return (rule, .channel) }
        return (byScope[.tenant] ?? fallback, .default)
    }
}
