package import CurlClient
import Foundation

/// The places where AWS's own tools look for credentials, in their order: environment, web identity, the profile in the
/// shared files, the container's endpoint, the machine's metadata service. The first that has any is asked from then on;
/// what ends is fetched anew before it does.
package actor CredentialChain: CredentialSource {
    /// What the chain looks at; injected, so that a test has its own.
    package struct Surroundings: Sendable {
        package var environment: [String: String]
        package var region: String
        package var http: CurlClient
        /// Seconds since 1970.
        package var now: @Sendable () -> Int64

        package init(
            environment: [String: String],
            region: String,
            http: CurlClient,
            now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
        ) {
            self.environment = environment
            self.region = region
            self.http = http
            self.now = now
        }

        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    }

    /// A link of the chain.
    protocol Link: Sendable {
        /// For a person who looks for where the keys come from.
        var name: String { get }
        /// Nil where this link has nothing to say.
        func fetch() async throws -> AWSCredentials?
    }

    private let links: [any Link]
    private let now: @Sendable () -> Int64
    private var current: AWSCredentials?
    private var chosen: (any Link)?
    private var fetching: Task<AWSCredentials, any Error>?
    private var notBefore: Int64 = 0

    /// Ending sooner than this, they are fetched anew.
    private static let margin: Int64 = 300
    /// After a refresh that failed, or brought nothing better, while the old ones still work.
    private static let pause: Int64 = 10

    package init(_ surroundings: Surroundings) {
        links = [
            EnvironmentLink(surroundings: surroundings), WebIdentityLink(surroundings: surroundings),
            ProfileLink(surroundings: surroundings), ContainerLink(surroundings: surroundings),
            MachineLink(surroundings: surroundings),
        ]
        now = surroundings.now
    }

    /// The link that gave the credentials; nil before the first.
    package var origin: String? { chosen?.name }

    /// Throws `CredentialError` when no link has any.
    package func credentials() async throws -> AWSCredentials {
        if let current, !isEnding(current) { return current }
        if let current, now() < notBefore, !hasEnded(current) { return current }
        let task: Task<AWSCredentials, any Error>
        if let fetching {
            task = fetching
        } else {
            task = Task { try await self.fetch() }
            fetching = task
        }
        defer { if fetching == task { fetching = nil } }
        do {
            let fresh = try await task.value
            current = fresh
            // Some give the same ones until shortly before their end.
            if isEnding(fresh) { notBefore = now() + Self.pause }
            return fresh
        } catch {
            guard let current, !hasEnded(current) else { throw error }
            notBefore = now() + Self.pause
            return current
        }
    }

    private func isEnding(_ keys: AWSCredentials) -> Bool { keys.expiresAt.map { $0 - now() < Self.margin } ?? false }
    private func hasEnded(_ keys: AWSCredentials) -> Bool { keys.expiresAt.map { $0 <= now() } ?? false }

    private func fetch() async throws -> AWSCredentials {
        if let chosen, let keys = try await chosen.fetch() { return keys }
        for link in links {
            if let keys = try await link.fetch() {
                chosen = link
                return keys
            }
        }
        throw CredentialError(
            "there are none: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile with AWS_PROFILE, or run"
                + " where a role is given to the container or the machine"
        )
    }
}

/// Why there are no credentials, and what to do. Holds no secrets.
package struct CredentialError: Error, Equatable, CustomStringConvertible {
    package let reason: String

    init(_ reason: String) {
        self.reason = reason
    }

    package var description: String { "AWS credentials: \(reason)" }
}
