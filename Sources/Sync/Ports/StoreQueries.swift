package import Inventory

/// One page of a list. `next` is the engine's own mark of where the following page begins; nil on the last page.
package struct Page<Element: Sendable>: Sendable {
    package let items: [Element]
    package let next: String?

    package init(items: [Element], next: String?) {
        self.items = items
        self.next = next
    }

    package static var empty: Page { Page(items: [], next: nil) }

    package func map<Other: Sendable>(_ transform: (Element) throws -> Other) rethrows -> Page<Other> {
        Page<Other>(items: try items.map(transform), next: next)
    }
}

/// Where a page begins and how long it is at most.
package struct PageRequest: Sendable {
    package let limit: Int
    package let cursor: String?

    package init(limit: Int = 50, cursor: String? = nil) {
        self.limit = limit
        self.cursor = cursor
    }
}

package struct InventoryFilter: Sendable, Equatable {
    /// A case-insensitive part of the SKU.
    package var query: String?
    /// Only (true) or only not (false) at or below the threshold.
    package var lowStock: Bool?
    /// The threshold of levels without one of their own.
    package var defaultThreshold: Int64

    package init(query: String? = nil, lowStock: Bool? = nil, defaultThreshold: Int64) {
        self.query = query
        self.lowStock = lowStock
        self.defaultThreshold = defaultThreshold
    }
}

package struct AlertFilter: Sendable, Equatable {
    package var unread: Bool?
    package var severity: AlertSeverity?
    package var type: AlertType?
    package var sku: SKU?
    package var channel: ChannelID?
    package var state: Alert.State?

    package init(
        unread: Bool? = nil,
        severity: AlertSeverity? = nil,
        type: AlertType? = nil,
        sku: SKU? = nil,
        channel: ChannelID? = nil,
        state: Alert.State? = nil
    ) {
        self.unread = unread
        self.severity = severity
        self.type = type
        self.sku = sku
        self.channel = channel
        self.state = state
    }
}

package struct AlertSummary: Sendable, Equatable {
    /// (severity, type, unread) → rows, of those that are open or unread.
    package struct Group: Sendable, Hashable {
        package let type: AlertType
        package let state: Alert.State
        package let read: Bool
        package let rows: Int

        package init(type: AlertType, state: Alert.State, read: Bool, rows: Int) {
            self.type = type
            self.state = state
            self.read = read
            self.rows = rows
        }
    }

    package let groups: [Group]

    package init(groups: [Group]) {
        self.groups = groups
    }
}

package struct ReturnFilter: Sendable, Equatable {
    package var sku: SKU?
    package var orderId: String?
    package var disposition: Disposition?

    package init(sku: SKU? = nil, orderId: String? = nil, disposition: Disposition? = nil) {
        self.sku = sku
        self.orderId = orderId
        self.disposition = disposition
    }
}

package struct TransactionFilter: Sendable, Equatable {
    package var action: String?
    package var status: TransactionRecord.Status?

    package init(action: String? = nil, status: TransactionRecord.Status? = nil) {
        self.action = action
        self.status = status
    }
}

/// All of one SKU that its row shows, read at one commit.
package struct InventoryDetail: Sendable {
    package let level: Level
    /// Every rule that may bear on this SKU: its own, its channels', theirs together, the tenant's.
    package let rules: [BufferScope: BufferRule]
    package let items: [ChannelItem]
    /// Channels for which the SKU is dirty.
    package let dirty: Set<ChannelID>

    package init(level: Level, rules: [BufferScope: BufferRule], items: [ChannelItem], dirty: Set<ChannelID>) {
        self.level = level
        self.rules = rules
        self.items = items
        self.dirty = dirty
    }
}

/// Reads. None waits for a writer; each sees one commit whole. Lists are newest first unless they say otherwise.
/// A cursor that the engine did not give out throws `InvalidValue` for the field `cursor`.
package protocol StoreQueries: Sendable {
    /// In order of SKU.
    func inventory(_ tenant: TenantID, _ filter: InventoryFilter, _ page: PageRequest) async throws
        -> Page<InventoryDetail>
    func inventoryDetail(_ tenant: TenantID, _ sku: SKU) async throws -> InventoryDetail?
    func movements(_ tenant: TenantID, _ sku: SKU, _ page: PageRequest) async throws -> Page<Movement>
    /// Rules that hang on SKUs, in order of SKU: of the channel, or of none.
    func skuBufferRules(_ tenant: TenantID, channel: ChannelID?, _ page: PageRequest) async throws
        -> Page<(sku: SKU, rule: BufferRule)>
    /// The rules at these scopes that exist.
    func bufferRules(_ tenant: TenantID, _ scopes: [BufferScope]) async throws -> [BufferScope: BufferRule]

    func alerts(_ tenant: TenantID, _ filter: AlertFilter, _ page: PageRequest) async throws -> Page<Alert>
    func alertSummary(_ tenant: TenantID) async throws -> AlertSummary
    func returns(_ tenant: TenantID, _ filter: ReturnFilter, _ page: PageRequest) async throws -> Page<Return>
    func transactions(_ tenant: TenantID, _ filter: TransactionFilter, _ page: PageRequest) async throws
        -> Page<TransactionRecord>
    /// The newest row with this id, whoever gave it.
    func transaction(_ tenant: TenantID, txId: String) async throws -> TransactionRecord?
    func quarantine(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<QuarantinedDelivery>
    func privacyRequests(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<PrivacyRequest>

    /// In order of creation.
    func channels(_ tenant: TenantID) async throws -> [Channel]
    func channel(_ tenant: TenantID, _ id: ChannelID) async throws -> Channel?
    /// Of every tenant: what the webhook endpoint and the broadcasters start from.
    func allChannels() async throws -> [(tenant: TenantID, channel: Channel)]
    func backlog(_ tenant: TenantID, _ channel: ChannelID, now: Timestamp) async throws -> Backlog
    /// The last SKU that a requested sweep has looked at, empty before the first one; nil when none is under way. SKUs are
    /// swept in the order of their UTF-8 bytes.
    func sweepPosition(_ tenant: TenantID, _ channel: ChannelID) async throws -> String?
    /// Items due at `now`, oldest first, with what their counts are computed from, all read at one commit.
    func broadcastCandidates(
        _ tenant: TenantID,
        _ channel: ChannelID,
        now: Timestamp,
        limit: Int
    ) async throws -> [BroadcastCandidate]

    /// Items and orders of the channel that must be looked at again at `now`, at most `limit` of each.
    func attention(_ tenant: TenantID, _ channel: ChannelID, now: Timestamp, limit: Int) async throws -> Attention
    /// The channel's write of unknown fate, if there is one.
    func intendedBatch(_ tenant: TenantID, _ channel: ChannelID) async throws -> IntendedBatch?

    func accessKeys(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<AccessKey>
    func accessKey(hash: [UInt8]) async throws -> AccessKey?
    func tenants(_ page: PageRequest) async throws -> Page<Tenant>
    func tenant(_ id: TenantID) async throws -> Tenant?

    /// Imports that a crash left half done.
    func unfinishedImports() async throws -> [(tenant: TenantID, batch: ImportBatch)]

    /// Takes away rows past their time, at most `limit`; false when none is left.
    func sweepExpired(now: Timestamp, limit: Int) async throws -> Bool
    /// Throws when the store cannot take a write now.
    func checkHealth() async throws
    /// SKUs whose movements do not add up to their level, in order of SKU: none, unless something is broken.
    func ledgerMismatches(_ tenant: TenantID, after sku: SKU?, limit: Int) async throws -> [LedgerMismatch]
}

package struct LedgerMismatch: Sendable, Equatable {
    package let sku: SKU
    package let level: StockDelta
    package let movements: StockDelta

    package init(sku: SKU, level: StockDelta, movements: StockDelta) {
        self.sku = sku
        self.level = level
        self.movements = movements
    }
}
