package import Inventory

/// One row on its way from an engine to another: all that a use case may ever see of it. Numbers that an engine keeps for
/// itself (generations, places of marks) are not in it, or not compared.
package struct ArchivedRow: Sendable {
    package enum Content: Sendable, Equatable {
        case tenant(Tenant)
        case key(AccessKey)
        case channel(ArchivedChannel)
        case buffer(BufferScope, BufferRule)
        case transaction(TransactionRecord)
        case stock(ArchivedStock)
        /// A mark that waits for nothing; its row in `stock` says the rest of it.
        case dirt(ChannelID, SKU)
        case movement(Movement)
        case order(ChannelID, OrderState)
        case catalogItem(CatalogItem)
        case orderReturn(Return)
        case alert(Alert)
        case quarantined(QuarantinedDelivery)
        case privacyRequest(PrivacyRequest)
        case answer(IdempotentAnswer)
        case importBatch(ImportBatch)
        case importRow(ImportRow, batchId: String)
    }

    package let tenant: TenantID
    /// Where the row stands in its list, in an order that text has too; empty where its kind is no list.
    package let position: String
    package let content: Content

    package init(_ tenant: TenantID, at position: String = "", _ content: Content) {
        self.tenant = tenant
        self.position = position
        self.content = content
    }

    /// A number as a position: it comes before every UUIDv7 of our time.
    package static func position(_ number: Int64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 20 - digits.utf8.count)) + digits
    }

    /// Names the row within its kind and tenant; never a secret.
    package var key: String {
        switch content {
        case .tenant(let tenant): tenant.tenantId.value
        case .key(let key): key.keyId
        case .channel(let archived): archived.channel.channelId.value
        case .buffer(let scope, _): "\(scope.channel?.value ?? "*")/\(scope.sku?.value ?? "*")"
        case .transaction(let record): "\(record.key.source)/\(record.key.txId)"
        case .stock(let stock): stock.sku.value
        case .dirt(let channel, let sku): "\(channel)/\(sku)"
        case .movement(let movement): "\(movement.sku)/\(movement.movementId)"
        case .order(let channel, let order): "\(channel)/\(order.orderId)"
        case .catalogItem(let item): "\(item.channelId)/\(item.inventoryItemId)"
        case .orderReturn(let row): row.returnId
        case .alert(let alert): alert.alertId
        case .quarantined(let delivery): delivery.quarantineId
        case .privacyRequest(let request): request.requestId
        case .answer(let answer): "\(answer.scope.method) \(answer.scope.path) \(answer.scope.key)"
        case .importBatch(let batch): batch.batchId
        case .importRow(let row, let batchId): "\(batchId)/\(row.sku)"
        }
    }

    /// From then on the row counts as absent; nil for one that stays.
    package var expiresAt: Timestamp? {
        switch content {
        case .transaction(let record): record.expiresAt
        case .answer(let answer): answer.expiresAt
        default: nil
        }
    }
}

package struct ArchivedChannel: Sendable, Equatable {
    package let channel: Channel
    /// The write of unknown fate.
    package let intent: IntendedBatch?
    /// The last SKU that a sweep has marked, empty before the first one; nil when none is under way.
    package let sweep: String?

    package init(channel: Channel, intent: IntendedBatch?, sweep: String?) {
        self.channel = channel
        self.intent = intent
        self.sweep = sweep
    }
}

/// All that is kept of one SKU but its ledger.
package struct ArchivedStock: Sendable, Equatable {
    package struct Mark: Sendable, Equatable {
        /// Its generation is the engine's own.
        package let mark: DirtMark
        /// Where it stands among the channel's fresh marks, in an order that text has too.
        package let place: String

        package init(mark: DirtMark, place: String) {
            self.mark = mark
            self.place = place
        }

        package static func == (lhs: Mark, rhs: Mark) -> Bool {
            let (left, right) = (lhs.mark, rhs.mark)
            return left.channelId == right.channelId && left.sku == right.sku && left.since == right.since
                && left.attempts == right.attempts && left.retryAt == right.retryAt && left.reason == right.reason
        }
    }

    package let sku: SKU
    /// Nil while the SKU is only spoken of.
    package let level: Level?
    /// In order of the channels' creation, as the marks are.
    package let items: [ChannelItem]
    package let marks: [Mark]
    /// The engine's own number of the newest movement; 0 when there is none.
    package let lastMovement: Int64

    package init(sku: SKU, level: Level?, items: [ChannelItem], marks: [Mark], lastMovement: Int64) {
        self.sku = sku
        self.level = level
        self.items = items
        self.marks = marks
        self.lastMovement = lastMovement
    }

    /// Whether nothing speaks of the SKU any more, as after the deletion of a channel.
    package var isEmpty: Bool { level == nil && items.isEmpty && marks.isEmpty && lastMovement == 0 }

    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.sku == rhs.sku && lhs.level == rhs.level && lhs.items == rhs.items && lhs.marks == rhs.marks
            && (lhs.lastMovement == 0) == (rhs.lastMovement == 0)
    }
}
