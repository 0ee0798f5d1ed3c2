import DynamoDB
import Inventory
import Sync

extension StepTransaction {
    func level(_ sku: SKU) throws -> Level? { try skuRow(sku).level }

    func put(_ level: Level) throws { try change(level.sku) { $0.level = level } }

    func append(_ movement: Movement) throws {
        let number = try change(movement.sku) { row in
            row.lastMovement += 1
            return row.lastMovement
        }
        let place = Movement.place(tenant, movement.sku)
        rows.writeBlindly(place.row(SortText.number(number)), movement.item)
    }

    func bufferRule(_ scope: BufferScope) throws -> BufferRule? {
        guard let key = try ruleKey(scope) else { return nil }
        return try rows.read(key).map(BufferRule.init)
    }

    func put(_ rule: BufferRule?, at scope: BufferScope) throws {
        if let rule {
            if let channel = scope.channel { _ = try known(channel) }
            guard let key = try ruleKey(scope) else { return }
            try rows.write(key, rule.item)
        } else if let key = try ruleKey(scope), try rows.read(key) != nil {
            try rows.write(key, nil)
        }
    }

    /// Nil when its channel does not exist, and so no rule of it.
    private func ruleKey(_ scope: BufferScope) throws -> RowKey? {
        guard let channel = scope.channel else { return ChannelKeys.rule(tenant, nil, scope.sku) }
        guard let entry = try entry(channel) else { return nil }
        return ChannelKeys.rule(tenant, entry.name, scope.sku)
    }
}
