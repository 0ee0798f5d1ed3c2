import CurlClient

/// Keys to sign with, as one link of the chain gave them.
package struct AWSCredentials: Sendable, Equatable {
    package let accessKeyID: String
    package let secretAccessKey: String
    package let sessionToken: String?
    /// Seconds since 1970 from which on they no longer work; nil for those that do not end.
    package let expiresAt: Int64?

    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiresAt: Int64? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiresAt = expiresAt
    }

    func signature(region: String, service: String) -> AWSSigV4 {
        AWSSigV4(
            region: region,
            service: service,
            accessKeyID: accessKeyID,
            secretAccessKey: secretAccessKey,
            sessionToken: sessionToken
        )
    }
}

extension AWSCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The key's id, which is no secret; nothing else.
    package var description: String { "AWSCredentials(\(accessKeyID))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}

/// Where credentials come from.
package protocol CredentialSource: Sendable {
    /// Ones that work now.
    func credentials() async throws -> AWSCredentials
}

/// The same for ever: for tests, and for stand-ins that do not look at them.
package struct FixedCredentials: CredentialSource {
    private let fixed: AWSCredentials

    package init(_ fixed: AWSCredentials) {
        self.fixed = fixed
    }

    package func credentials() async throws -> AWSCredentials { fixed }
}
