import Inventory
package import Sync

extension ShopifyGateway {
    package func push(_ batch: PushBatch) async -> PushReport {
        var push = ShopifyPush(batch: batch, locationId: locationId)
        if let write = push.write {
            do throws(AdminFailure) {
                push.take(try await admin.run(SetQuantities.self, write, .write))
            } catch {
                push.take(error)
            }
        }
        return push.report
    }
}

/// One push as a machine: it says what to write and takes what came of it.
///
/// Shopify writes all of a call or nothing. When it names items, the others are to be pushed again, as another batch: a
/// second call from here would be a write that nobody has stored, and whose fate nobody could tell after a crash.
struct ShopifyPush {
    private let batch: PushBatch
    private let locationId: GlobalID<Resource.Location>
    private var outcomes: [PushReport.Outcome?]
    /// What the call carries, by place in the batch.
    private let sent: [Int]
    private var verdict: PushReport.Verdict?
    private var throttle: ThrottleState?

    init(batch: PushBatch, locationId: GlobalID<Resource.Location>) {
        self.batch = batch
        self.locationId = locationId
        let outcomes = batch.items.map(Self.outcomeWithoutAsking)
        self.outcomes = outcomes
        sent = outcomes.indices.filter { outcomes[$0] == nil }
    }

    /// What is known of an item before anything is sent.
    private static func outcomeWithoutAsking(_ item: PushBatch.Item) -> PushReport.Outcome? {
        guard item.inventoryItemId != nil else { return .refused("the shop has no item with this SKU") }
        guard (-Quantity.limit...Quantity.limit).contains(item.count) else {
            return .refused("Shopify takes counts between -\(Quantity.limit) and \(Quantity.limit)")
        }
        // Without a value to compare with it would be a blind write.
        return item.expected == nil ? .stale : nil
    }

    /// The one call of this push; nil when there is nothing to ask. Its key is the batch's: the same after a crash.
    var write: SetQuantities.Variables? {
        guard !sent.isEmpty else { return nil }
        return SetQuantities.Variables(
            input: SetQuantities.Input(
                referenceDocumentUri: "gid://syncstate/Broadcast/\(batch.txId)",
                quantities: sent.compactMap { place in
                    let item = batch.items[place]
                    guard let id = item.inventoryItemId, let expected = item.expected else { return nil }
                    return SetQuantities.Quantity(
                        inventoryItemId: GlobalID(id),
                        locationId: locationId,
                        quantity: item.count,
                        changeFromQuantity: expected
                    )
                }
            ),
            idempotencyKey: batch.txId
        )
    }

    mutating func take(_ answer: AdminAnswer<SetQuantities.Answer>) {
        throttle = answer.throttle ?? throttle
        let payload = answer.value.inventorySetQuantities
        if payload.userErrors.isEmpty {
            let moment = payload.inventoryAdjustmentGroup?.createdAt.timestamp
            for place in sent { outcomes[place] = .told(at: moment) }
        } else {
            take(payload.userErrors)
        }
    }

    mutating func take(_ failure: AdminFailure) {
        throttle = failure.throttle ?? throttle
        verdict = failure.isRequestRefused ? .batchRefused(failure.error.reason) : .unavailable(failure.error)
    }

    /// What is known now.
    var report: PushReport {
        PushReport(verdict ?? .answered(outcomes.map { $0 ?? .again }), throttle: throttle)
    }

    private mutating func take(_ errors: [SetQuantities.UserError]) {
        let codes = Set(errors.compactMap(\.code))
        if codes.contains("IDEMPOTENCY_CONCURRENT_REQUEST") {
            verdict = .unavailable(
                GatewayError(
                    kind: .unavailable,
                    reason: "Shopify is still at work on this very write",
                    retryAfter: .seconds(1),
                    mayHaveHappened: true
                )
            )
        } else if !codes.isDisjoint(with: Self.spentKeyCodes) {
            for place in sent { outcomes[place] = .again }
        } else if !setAside(errors) {
            let words = errors.prefix(3).map(\.message).joined(separator: "; ")
            verdict = .batchRefused("Shopify refuses the write: \(words)")
        }
    }

    /// Nothing was written under a key that failed or belongs to another write: it is to be pushed under a new one.
    private static let spentKeyCodes: Set<String> = [
        "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", "IDEMPOTENCY_KEY_PARAMETER_MISMATCH",
    ]

    /// Gives the items that are named their outcomes; false when none is.
    private mutating func setAside(_ errors: [SetQuantities.UserError]) -> Bool {
        var isAnyNamed = false
        for error in errors {
            guard let index = error.quantityIndex, sent.indices.contains(index) else { continue }
            isAnyNamed = true
            let place = sent[index]
            // A value that moved is read again before anything else is held against the item.
            if outcomes[place] == .stale { continue }
            outcomes[place] = Self.staleCodes.contains(error.code ?? "") ? .stale : .refused(error.message)
        }
        return isAnyNamed
    }

    private static let staleCodes: Set<String> = ["CHANGE_FROM_QUANTITY_STALE", "COMPARE_QUANTITY_STALE"]
}
