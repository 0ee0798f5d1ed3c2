import Inventory

// What the merchant really holds: what was there at the beginning, and everything that happened to it since.
extension Watch {
    /// Who takes levels for counts, under a mutation: nothing really happens by that.
    nonisolated static let believer = "believer"

    /// From here on it is known.
    func beginTruth() {
        truth = levels.mapValues(\.physical)
        gaps = [:]
        isTruthKnown = true
    }

    /// Something happened at a channel.
    func reallyMoved(_ sku: SKU, by units: Int64, at channel: ChannelID) {
        // Of what nobody has counted the shelf will tell.
        guard levels[sku]?.tracked == true else { return }
        truth[sku, default: 0] += units
        gaps[TellingItem(channelId: channel, sku: sku), default: 0] -= units
    }

    /// What a person did through our own interface has happened when it is committed.
    func takeIntoTruth(_ movement: Movement) {
        guard isTruthKnown, movement.actor != Self.believer else { return }
        let units = movement.delta.physical
        switch movement.kind {
        case .count, .restock, .adjustment, .shrinkage, .correction, .return:
            truth[movement.sku, default: 0] += units
        case .adopted: moved(movement.sku, by: units, onAccountOf: movement.reference)
        case .order, .refund, .sale: moved(movement.sku, by: units, onAccountOf: movement.actor)
        case .import:
            // Nobody but the shop that it is taken from has sold it: what stands there now is what there is.
            let item = movement.reference.map { TellingItem(channelId: ChannelID(stored: $0), sku: movement.sku) }
            sometimes.note(.firstCount)
            truth[movement.sku] = item.flatMap(shelf)
        case .importUndo, .suspense, .reservation, .release: break
        }
    }

    private func moved(_ sku: SKU, by units: Int64, onAccountOf channel: String?) {
        guard let channel else { return }
        gaps[TellingItem(channelId: ChannelID(stored: channel), sku: sku), default: 0] += units
    }

    func checkTruth(_ sku: SKU) {
        guard let level = levels[sku], level.tracked, level.physical != truth[sku] else { return }
        let off = gaps.filter { $0.key.sku == sku && $0.value != 0 }
            .map { "\($0.key.channelId) by \($0.value)" }.sorted().joined(separator: ", ")
        report(sku, "physical is \(level.physical), really there are \(truth[sku] ?? 0): off at \(off)")
    }
}
