import HTTPTypes
import Hummingbird
import Inventory
import JSONPull
import Sync

/// Rules for what is kept back.
enum BufferRoutes {
    static func all(_ guarded: GuardedRoutes) -> [Route] {
        [
            guarded.route(.get, "/v1/buffers", .viewer, list),
            guarded.route(.get, "/v1/buffers/{sku}", .viewer) { try await get($0, sku: $0.sku()) },
            guarded.route(.put, "/v1/buffers/{sku}", .operator) { try await put($0, sku: $0.sku()) },
            guarded.route(.delete, "/v1/buffers/{sku}", .operator, delete),
            guarded.route(.get, "/v1/buffer-default", .viewer) { try await get($0, sku: nil) },
            guarded.route(.put, "/v1/buffer-default", .operator) { try await put($0, sku: nil) },
        ]
    }

    private static func list(_ call: Call) async throws -> Answer {
        let (channel, page) = try call.query { ($0.channel(), $0.page()) }
        try await call.requireChannel(channel)
        let rules = try await call.web.store.skuBufferRules(call.tenant, channel: channel, page)
        return Answer(rules) { json, entry in
            json.value(entry.rule, at: BufferScope(channel: channel, sku: entry.sku), source: nil)
        }
    }

    /// The rule in force at a scope, and where it hangs.
    private static func get(_ call: Call, sku: SKU?) async throws -> Answer {
        let channel = try call.query { $0.channel() }
        try await call.requireChannel(channel)
        let scope = BufferScope(channel: channel, sku: sku)
        var rules = BufferRules(fallback: call.web.settings.defaultBuffer)
        rules.byScope = try await call.web.store.bufferRules(call.tenant, scope.selfAndWider)
        let (rule, source) = rules.inForce(at: scope)
        return Answer { $0.value(rule, at: scope, source: source) }
    }

    private static func put(_ call: Call, sku: SKU?) async throws -> Answer {
        let scope = BufferScope(channel: try call.query { $0.channel() }, sku: sku)
        let (rule, body) = try await call.body { $0.bufferRule() }
        return try await call.write(body) { context in
            try BufferCommands.set(context, rule, at: scope)
            return Answer { $0.value(rule, at: scope, source: scope.source) }
        }
    }

    private static func delete(_ call: Call) async throws -> Answer {
        let scope = BufferScope(channel: try call.query { $0.channel() }, sku: try call.sku())
        return try await call.write { context in
            guard try context.tx.bufferRule(scope) != nil else {
                throw DomainError.notFound("There is no rule to take away here")
            }
            try BufferCommands.set(context, nil, at: scope)
            return .noContent
        }
    }
}

extension Call {
    /// A channel that a query names must be here.
    fileprivate func requireChannel(_ id: ChannelID?) async throws {
        if let id, try await web.store.channel(tenant, id) == nil {
            throw Failure.notFound("There is no channel \(id)")
        }
    }
}

extension BufferScope {
    /// This scope and those whose rules hold where it has none.
    fileprivate var selfAndWider: [BufferScope] {
        Array(Set([self, BufferScope(sku: sku), BufferScope(channel: channel), .tenant]))
    }
}

extension BufferRules {
    fileprivate func inForce(at scope: BufferScope) -> (rule: BufferRule, source: BufferSource) {
        if let sku = scope.sku { return inForce(for: sku, on: scope.channel) }
        if scope.channel != nil, let rule = byScope[scope] { return (rule, .channel) }
        return (byScope[.tenant] ?? fallback, .default)
    }
}

extension BodyFields {
    /// `{units | percent?, floor?, cap?}`
    fileprivate mutating func bufferRule() -> BufferRule {
        var amount = optionalInteger("units").map(BufferRule.Amount.units)
        if let text = optionalDecimal("percent") {
            if amount != nil { complain("percent", "must not stand beside units: give one of them") }
            amount = converted("percent") { () throws(InvalidValue) in try Percent(decimal: text) }
                .map(BufferRule.Amount.percent)
        }
        let floor = optionalInteger("floor")
        let cap = optionalInteger("cap")
        guard problems.isEmpty else { return .none }
        do {
            return try BufferRule(amount: amount, floor: floor, cap: cap)
        } catch {
            complain(error.field, error.message)
            return .none
        }
    }
}

extension Percent {
    /// Reads decimal notation exactly: up to two decimals, and no exponent.
    init(decimal text: String) throws(InvalidValue) {
        let invalid = InvalidValue(field: "percent", message: "must be between 0 and 100 with at most two decimals")
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let decimals = parts.count == 2 ? parts[1] : ""
        let padded = decimals + String(repeating: "0", count: max(0, 2 - decimals.count))
        guard decimals.utf8.count <= 2, let whole = Int64(parts[0]), (0...100).contains(whole), parts[0] != "-0",
            let hundredths = Int64(padded)
        else { throw invalid }
        try self.init(hundredths: whole * 100 + hundredths)
    }
}
