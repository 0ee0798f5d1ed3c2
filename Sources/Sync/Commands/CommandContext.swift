import Inventory

/// One write of a caller: its rows, the settings, who calls, and the transaction it is recorded under.
package struct CommandContext {
    package let tx: any StoreTransaction
    package let settings: SyncSettings
    package let actor: String

    package init(_ tx: any StoreTransaction, settings: SyncSettings, actor: String) {
        self.tx = tx
        self.settings = settings
        self.actor = actor
    }

    /// Records the transaction of a write through our own interface and opens its ledger.
    func ledger(for action: String, reference: String? = nil, channel: ChannelID? = nil) throws -> (
        txId: String, ledger: StockLedger
    ) {
        let txId = tx.newID()
        try tx.put(
            TransactionRecord(
                key: TransactionKey(source: Self.apiSource, txId: txId),
                action: action,
                status: .applied,
                channelId: channel,
                eventId: nil,
                reference: reference,
                actor: actor,
                timestamp: tx.now,
                expiresAt: tx.now.adding(settings.transactionTTL)
            )
        )
        return (txId, StockLedger(tx, settings: settings, txId: txId, actor: actor))
    }

    /// The sender of what comes through our own interface.
    static let apiSource = "api"
}
