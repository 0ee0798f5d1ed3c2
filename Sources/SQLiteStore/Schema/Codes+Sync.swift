import Sync

// The numbers under which closed sets are stored. A number, once given, keeps its meaning for ever; new cases take new
// ones. The indexes `transactions_by_status` and `import_batches_unfinished` are built on the order of theirs.

extension TransactionRecord.Status: StoredCode {
    var storedCode: Int64 {
        switch self {
        case .applied: 0
        case .told: 1
        case .duplicate: 2
        case .echo: 3
        case .stale: 4
        case .pending: 5
        case .ignored: 6
        case .quarantined: 7
        case .failed: 8
        }
    }

    init?(storedCode: Int64) {
        switch storedCode {
        case 0: self = .applied
        case 1: self = .told
        case 2: self = .duplicate
        case 3: self = .echo
        case 4: self = .stale
        case 5: self = .pending
        case 6: self = .ignored
        case 7: self = .quarantined
        case 8: self = .failed
        default: return nil
        }
    }
}

extension Channel.Pause: StoredCode {
    var storedCode: Int64 {
        switch self {
        case .requested: 0
        case .credentials: 1
        case .uninstalled: 2
        }
    }

    init?(storedCode: Int64) {
        switch storedCode {
        case 0: self = .requested
        case 1: self = .credentials
        case 2: self = .uninstalled
        default: return nil
        }
    }
}

extension PrivacyRequest.Kind: StoredCode {
    var storedCode: Int64 {
        switch self {
        case .dataRequest: 0
        case .customerRedact: 1
        case .shopRedact: 2
        }
    }

    init?(storedCode: Int64) {
        switch storedCode {
        case 0: self = .dataRequest
        case 1: self = .customerRedact
        case 2: self = .shopRedact
        default: return nil
        }
    }
}

extension ImportBatch.State: StoredCode {
    var storedCode: Int64 {
        switch self {
        case .staging: 0
        case .applying: 1
        case .undoing: 2
        case .applied: 3
        case .undone: 4
        }
    }

    init?(storedCode: Int64) {
        switch storedCode {
        case 0: self = .staging
        case 1: self = .applying
        case 2: self = .undoing
        case 3: self = .applied
        case 4: self = .undone
        default: return nil
        }
    }
}

extension Role: StoredCode {
    var storedCode: Int64 {
        switch self {
        case .viewer: 0
        case .`operator`: 1
        case .admin: 2
        }
    }

    init?(storedCode: Int64) {
        switch storedCode {
        case 0: self = .viewer
        case 1: self = .`operator`
        case 2: self = .admin
        default: return nil
        }
    }
}
