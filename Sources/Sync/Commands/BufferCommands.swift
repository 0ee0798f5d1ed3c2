package import Inventory

/// Rules for what is kept back. Every channel that a rule bears on is told anew.
package enum BufferCommands {
    /// Sets (or, with nil, takes away) the rule at `scope`.
    ///
    /// Throws `DomainError.notFound` when the scope names a channel that is not there.
    package static func set(_ context: CommandContext, _ rule: BufferRule?, at scope: BufferScope) throws {
        if let channel = scope.channel, try context.tx.channel(channel) == nil {
            throw DomainError.notFound("There is no channel \(channel)")
        }
        guard try context.tx.bufferRule(scope) != rule else { return }
        try context.tx.put(rule, at: scope)
        if let sku = scope.sku {
            try touch(sku, context)
        } else {
            for channel in try context.tx.channels() where scope.channel == nil || scope.channel == channel.channelId {
                try context.tx.requestSweep(of: channel.channelId)
            }
            context.tx.emit(.buffers(skus: []))
        }
    }

    /// The version of a count rises with every rule that bears on it, so that a receiver can tell old from new.
    private static func touch(_ sku: SKU, _ context: CommandContext) throws {
        if var level = try context.tx.level(sku) {
            level.version += 1
            level.updatedAt = context.tx.now
            try context.tx.put(level)
            if level.tracked { try context.tx.markDirty(sku) }
        }
        context.tx.emit(.buffers(skus: [sku]))
    }
}
