import NIOConcurrencyHelpers

/// One renewal at a time for each shop: whoever comes while one is under way waits for that one.
final class ShopFlight: Sendable {
    private let underWay = NIOLockedValueBox<Task<Void, Never>?>(nil)

    /// Runs `work` unless some is under way; answers when it has ended, whoever ran it. Cancelling the caller does not end
    /// it: a token that Shopify has given must be stored.
    func run(_ work: @escaping @Sendable () async -> Void) async {
        let task = underWay.withLockedValue { underWay in
            if let task = underWay { return task }
            let task = Task { [self] in
                await work()
                self.underWay.withLockedValue { $0 = nil }
            }
            underWay = task
            return task
        }
        await task.value
    }
}
