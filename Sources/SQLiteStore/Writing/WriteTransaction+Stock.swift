import Inventory
import Sync

extension WriteTransaction {
    func level(_ sku: SKU) throws -> Level? {
        try memory.entry(sku, of: state.number)?.level
    }

    func put(_ level: Level) throws {
        beginWriting()
        try memory.changedEntry(level.sku, of: state.number).level = level
    }

    func append(_ movement: Movement) throws {
        beginWriting()
        let entry = try memory.changedEntry(movement.sku, of: state.number)
        let number = try state.nextNumber(in: .movements)
        try MovementRows.insert(
            connection,
            number: number,
            previous: entry.lastMovement,
            actor: try memory.name(movement.actor),
            movement
        )
        entry.lastMovement = number
    }

    func bufferRule(_ scope: BufferScope) throws -> BufferRule? {
        guard let channel = try storedChannel(of: scope) else { return nil }
        return try BufferRuleRows.find(
            connection,
            tenant: state.number,
            channel: channel,
            sku: scope.sku?.value ?? ""
        )
    }

    func put(_ rule: BufferRule?, at scope: BufferScope) throws {
        beginWriting()
        let sku = scope.sku?.value ?? ""
        if let rule {
            let channel = try scope.channel.map { try number(of: $0) } ?? 0
            try BufferRuleRows.put(connection, tenant: state.number, channel: channel, sku: sku, rule)
        } else if let channel = try storedChannel(of: scope) {
            try BufferRuleRows.delete(connection, tenant: state.number, channel: channel, sku: sku)
        }
    }

    /// 0 for a scope without a channel; nil when its channel does not exist, and so no rule of it.
    private func storedChannel(of scope: BufferScope) throws -> Int64? {
        guard let channel = scope.channel else { return 0 }
        return try state.channel(channel)?.number
    }
}
