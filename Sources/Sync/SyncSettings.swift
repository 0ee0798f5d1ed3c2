package import Inventory

/// The settings that bear on the rules; all have the defaults of the HTTP interface's Configuration section.
package struct SyncSettings: Sendable, Equatable {
    package var transactionTTL: Duration
    package var cacheTTL: Duration
    package var settleTime: Duration
    package var reconcileInterval: Duration
    package var stallTime: Duration
    package var lowStockThreshold: Int64
    /// Holds where a tenant has set no rule of its own.
    package var defaultBuffer: BufferRule

    package init(
        transactionTTL: Duration = .seconds(30 * 86_400),
        cacheTTL: Duration = .seconds(60),
        settleTime: Duration = .seconds(15),
        reconcileInterval: Duration = .seconds(15 * 60),
        stallTime: Duration = .seconds(120),
        lowStockThreshold: Int64 = 10,
        defaultBuffer: BufferRule = .none
    ) {
        self.transactionTTL = transactionTTL
        self.cacheTTL = cacheTTL
        self.settleTime = settleTime
        self.reconcileInterval = reconcileInterval
        self.stallTime = stallTime
        self.lowStockThreshold = lowStockThreshold
        self.defaultBuffer = defaultBuffer
    }
}
