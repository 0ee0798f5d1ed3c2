/// Credentials and scope with which libcurl signs a request by AWS Signature Version 4.
///
/// libcurl 7.88 signs correctly only what is simple: header names that do not repeat, no empty values, no `Date` of the
/// caller's, a body under 1 MiB. ``CurlClient/send(_:)`` refuses the rest. A session token is sent and signed as
/// `X-Amz-Security-Token`.
package struct AWSSigV4: Sendable {
    /// Such as `eu-central-1`.
    package var region: String
    /// The service's signing name, such as `dynamodb`.
    package var service: String
    package var accessKeyID: String
    package var secretAccessKey: String
    package var sessionToken: String?

    package init(
        region: String,
        service: String,
        accessKeyID: String,
        secretAccessKey: String,
        sessionToken: String? = nil
    ) {
        self.region = region
        self.service = service
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }
}

extension AWSSigV4: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Region and service; the credentials are secret.
    package var description: String { "AWSSigV4(\(region)/\(service))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["region": region, "service": service]) }
}
