import CurlClient

/// The way to DynamoDB through the one door out, every request signed.
struct HTTPWire: DynamoDBWire {
    let http: CurlClient
    let configuration: DynamoDBClient.Configuration
    let credentials: any CredentialSource

    func send(_ operation: String, _ body: [UInt8]) async throws -> WireAnswer {
        let keys = try await credentials.credentials()
        let request = OutboundRequest(
            method: "POST",
            url: configuration.url,
            headers: [
                ("Content-Type", "application/x-amz-json-1.0"), ("X-Amz-Target", "DynamoDB_20120810.\(operation)"),
            ],
            body: body,
            timeout: configuration.timeout,
            maxResponseBytes: 20 << 20,
            awsSigV4: keys.signature(region: configuration.region, service: "dynamodb")
        )
        do {
            let response = try await http.send(request)
            return WireAnswer(status: response.status, body: response.body)
        } catch {
            switch error.kind {
            case .cancelled: throw CancellationError()
            case .invalidRequest: throw WireFailure(.invalid, error.message)
            case .shutDown: throw WireFailure(.closed, "\(error)", mayHaveHappened: error.mayHaveBeenSent)
            default: throw WireFailure(.passing, "\(error)", mayHaveHappened: error.mayHaveBeenSent)
            }
        }
    }
}
