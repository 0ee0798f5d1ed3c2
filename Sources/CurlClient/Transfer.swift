/// Names one call of ``CurlClient/send(_:)`` within its client.
struct TransferID: Hashable, Sendable {
    let value: UInt64
}

/// One call of ``CurlClient/send(_:)`` on its way through the loop; its continuation is resumed exactly once.
struct Transfer: Sendable {
    let id: TransferID
    let prepared: PreparedRequest
    let continuation: CheckedContinuation<Outcome, Never>
}
