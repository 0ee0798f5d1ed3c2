import Inventory

// The numbers under which closed sets are stored. A number, once given, keeps its meaning for ever; new cases take new
// ones.

extension Movement.Kind: StoredCode {
    var storedCode: Int64 {
        switch self {
        case .count: 0
        case .restock: 1
        case .adjustment: 2
        case .shrinkage: 3
        case .correction: 4
        case .order: 5
        case .refund: 6
        case .`return`: 7
        case .sale: 8
        case .`import`: 9
        case .importUndo: 10
        case .adopted: 11
        case .suspense: 12
        case .reservation: 13
        case .release: 14
        }
    }

    init?(storedCode: Int64) {
        switch storedCode {
        case 0: self = .count
        case 1: self = .restock
        case 2: self = .adjustment
        case 3: self = .shrinkage
        case 4: self = .correction
        case 5: self = .order
        case 6: self = .refund
        case 7: self = .`return`
        case 8: self = .sale
        case 9: self = .`import`
        case 10: self = .importUndo
        case 11: self = .adopted
        case 12: self = .suspense
        case 13: self = .reservation
        case 14: self = .release
        default: return nil
        }
    }
}

extension Disposition: StoredCode {
    var storedCode: Int64 {
        switch self {
        case .sellable: 0
        case .damaged: 1
        case .defective: 2
        case .expired: 3
        case .unsellable: 4
        case .missing: 5
        case .inspecting: 6
        }
    }

    init?(storedCode: Int64) {
        switch storedCode {
        case 0: self = .sellable
        case 1: self = .damaged
        case 2: self = .defective
        case 3: self = .expired
        case 4: self = .unsellable
        case 5: self = .missing
        case 6: self = .inspecting
        default: return nil
        }
    }
}

extension AlertType: StoredCode {
    var storedCode: Int64 {
        switch self {
        case .stockLow: 0
        case .stockOut: 1
        case .oversold: 2
        case .returnReceived: 3
        case .returnDamaged: 4
        case .unknownSKU: 5
        case .driftAdopted: 6
        case .driftCorrected: 7
        case .contested: 8
        case .duplicateSKU: 9
        case .syncFailed: 10
        case .syncStalled: 11
        case .channelPaused: 12
        case .webhookQuarantined: 13
        }
    }

    init?(storedCode: Int64) {
        switch storedCode {
        case 0: self = .stockLow
        case 1: self = .stockOut
        case 2: self = .oversold
        case 3: self = .returnReceived
        case 4: self = .returnDamaged
        case 5: self = .unknownSKU
        case 6: self = .driftAdopted
        case 7: self = .driftCorrected
        case 8: self = .contested
        case 9: self = .duplicateSKU
        case 10: self = .syncFailed
        case 11: self = .syncStalled
        case 12: self = .channelPaused
        case 13: self = .webhookQuarantined
        default: return nil
        }
    }
}

extension Alert.State: StoredCode {
    var storedCode: Int64 {
        switch self {
        case .open: 0
        case .resolved: 1
        }
    }

    init?(storedCode: Int64) {
        switch storedCode {
        case 0: self = .open
        case 1: self = .resolved
        default: return nil
        }
    }
}

extension Authority: StoredCode {
    var storedCode: Int64 {
        switch self {
        case .adopt: 0
        case .enforce: 1
        }
    }

    init?(storedCode: Int64) {
        switch storedCode {
        case 0: self = .adopt
        case 1: self = .enforce
        default: return nil
        }
    }
}
