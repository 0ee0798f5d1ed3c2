/// Rare paths. A long run in which one of them was never taken has proved nothing about it.
package enum RarePath: String, Sendable, CaseIterable {
    case saleWhileWriting = "a sale during a write of ours"
    case staleCompareAndSet = "a stale compare-and-set"
    case lostReply = "a reply lost after the write was carried out"
    case lateRequest = "a request carried out after we gave up on it"
    case lostRequest = "a request lost before it was carried out"
    case repeatedKey = "a key sent again and answered from memory"
    case spentKey = "a key of an attempt that failed"
    case refusedItem = "one bad item in a batch"
    case refusedBatch = "a write refused as a whole"
    case stillAtWork = "a shop still at work on the write that came again"
    case noConnection = "no connection"
    case serverError = "a failing channel"
    case serverErrorAfterwards = "a channel that failed after it carried out a request"
    case page = "a page of HTML in place of an answer"
    case throttled = "a throttled request"
    case tooManyRequests = "a request refused with the time to wait"
    case unauthorized = "401: a channel that refuses our credentials"
    case frozen = "402: a shop that is frozen"
    case forbidden = "403: a scope that is lacking"
    case noSuchShop = "404: a shop that is gone"
    case locked = "423: a shop that is locked"
    case clockAhead = "our clock set forward"
    case clockBack = "our clock set back"
    case crash = "a crash"
    case duplicateDelivery = "a delivery again under its own id"
    case sameFactOtherId = "a fact again under another id"
    case droppedDelivery = "a delivery dropped"
    case lateDelivery = "a delivery hours late"
    case coalescedLevels = "two changes that carry one value"
    case staleLevel = "a level older than what is known"
    case echo = "an echo of what is known"
    case missingExplained = "missing units explained by an order"
    case surplusExplained = "surplus units explained by a refund"
    case sameSecond = "a level of the same second with another value"
    case adopted = "a person's edit adopted"
    case overruled = "a person's edit overruled"
    case contested = "a contested item"
    case refundBeforeOrder = "a refund before its order"
    case oldSnapshot = "an order older than the one held"
    case contained = "an order that a baseline contains"
    case oversold = "physical below zero"
    case deliveryRetried = "a delivery that the shop sent again"
    case launch = "an item on sale before it is imported"
    case firstCount = "a SKU first counted while it sells"
    case doubledSKU = "a SKU on two items of a shop"
    case renamed = "an item under another SKU"
    case offShelf = "an item no longer stocked at the location"
    case uncounted = "an item that its shop no longer counts"
    case deletedItem = "an item deleted"
    case forgottenWhileWriting = "an item dropped while a write to it is under way"
    case leftAlone = "an item at rest that is doubled or not shown"
    case months = "a month without news"
    case tableConflict = "a commit in conflict with another transaction"
    case tableThrottled = "a commit throttled"
    case tableUnreachable = "no connection to the tables"
    case tableRequestLost = "the request of a commit lost"
    case tableReplyLost = "the reply to a commit lost"
    case tableServerError = "failing tables"
    case tableServerErrorAfterwards = "tables that failed after a commit"
    case storeFailed = "a commit that failed for good"
    case staleCommit = "a commit whose rows are not as they were"
    case takeover = "a channel taken over from another instance"
    case fenced = "a write for a channel that another instance works for"

    private func exists(in options: SimulationOptions) -> Bool {
        switch self {
        case .tableConflict, .tableThrottled, .tableUnreachable, .tableRequestLost, .tableReplyLost, .tableServerError,
            .tableServerErrorAfterwards, .storeFailed, .staleCommit:
            options.engine.isRemote
        case .takeover, .fenced: options.instances > 1
        default: true
        }
    }

    static func all(in options: SimulationOptions) -> [RarePath] { allCases.filter { $0.exists(in: options) } }
}

/// How often each rare path was taken.
package struct Sometimes: Sendable, Equatable {
    package private(set) var counts: [RarePath: Int] = [:]
    package private(set) var crashes: [CrashPoint: Int] = [:]

    mutating func note(_ path: RarePath) { counts[path, default: 0] += 1 }

    mutating func note(_ point: CrashPoint) { crashes[point, default: 0] += 1 }

    mutating func add(_ other: Sometimes) {
        counts.merge(other.counts) { $0 + $1 }
        crashes.merge(other.crashes) { $0 + $1 }
    }

    /// In words.
    package func neverTaken(in options: SimulationOptions) -> [String] {
        RarePath.all(in: options).filter { counts[$0] == nil }.map(\.rawValue)
            + CrashPoint.all(in: options).filter { crashes[$0] == nil }.map(\.words)
    }

    /// Each with how often it was taken.
    func lines(in options: SimulationOptions) -> [(count: Int, words: String)] {
        RarePath.all(in: options).map { (counts[$0] ?? 0, $0.rawValue) }
            + CrashPoint.all(in: options).map { (crashes[$0] ?? 0, $0.words) }
    }
}
