import Foundation

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
struct EnvironmentLink: CredentialChain.Link {
    let surroundings: CredentialChain.Surroundings

    let name = "environment"

    func fetch() async throws -> AWSCredentials? {
        guard let id = surroundings.value("AWS_ACCESS_KEY_ID") else { return nil }
        guard let secret = surroundings.value("AWS_SECRET_ACCESS_KEY") else {
            throw CredentialError("AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not")
        }
        return AWSCredentials(
            accessKeyID: id,
            secretAccessKey: secret,
            sessionToken: surroundings.value("AWS_SESSION_TOKEN")
        )
    }
}

/// The profile `AWS_PROFILE` (`default`) of `~/.aws/credentials` and `~/.aws/config`.
/// Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
struct ProfileLink: CredentialChain.Link {
    let surroundings: CredentialChain.Surroundings

    var name: String { "profile \(profile)" }

    private var profile: String { surroundings.value("AWS_PROFILE") ?? "default" }

    func fetch() async throws -> AWSCredentials? {
        let files = try SharedFiles(surroundings.environment)
        guard let settings = files.profile(profile) else {
            guard surroundings.value("AWS_PROFILE") != nil else { return nil }
            throw CredentialError("the profile \(profile) that AWS_PROFILE names is in neither of AWS's files")
        }
        if let id = settings["aws_access_key_id"], let secret = settings["aws_secret_access_key"] {
            return AWSCredentials(
                accessKeyID: id,
                secretAccessKey: secret,
                sessionToken: settings["aws_session_token"]
            )
        }
        if let file = settings["web_identity_token_file"], let role = settings["role_arn"] {
            return try await WebIdentityLink(surroundings: surroundings)
                .assume(role, session: settings["role_session_name"], tokenFile: file)
        }
        let untaken = ["source_profile", "credential_source", "sso_session", "sso_start_url", "credential_process"]
        for name in untaken + ["role_arn"]
        where settings[name] != nil {
            throw CredentialError(
                "the profile \(profile) uses \(name), which is not taken: give it keys or a web identity, or export"
                    + " them with: aws configure export-credentials --format env"
            )
        }
        return nil
    }
}

/// The two files that AWS's tools share.
package struct SharedFiles: Sendable {
    private var profiles: [String: [String: String]] = [:]

    /// Throws `CredentialError` for a file that is there and cannot be read.
    init(_ environment: [String: String]) throws(CredentialError) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let home = value("HOME") ?? ""
        // Keys of the credentials file win over those of the config file.
        let config = value("AWS_CONFIG_FILE") ?? "\(home)/.aws/config"
        let credentials = value("AWS_SHARED_CREDENTIALS_FILE") ?? "\(home)/.aws/credentials"
        for (path, isConfig) in [(config, true), (credentials, false)] {
            guard FileManager.default.fileExists(atPath: path) else { continue }
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw CredentialError("\(path) cannot be read")
            }
            for (name, settings) in Self.parse(text, isConfig: isConfig) {
                profiles[name, default: [:]].merge(settings) { _, new in new }
            }
        }
    }

    func profile(_ name: String) -> [String: String]? { profiles[name] }

    /// The region of the profile that the environment names.
    package static func region(_ environment: [String: String]) throws(CredentialError) -> String? {
        let name = environment["AWS_PROFILE"].flatMap { $0.isEmpty ? nil : $0 }
        return try SharedFiles(environment).profile(name ?? "default")?["region"]
    }

    /// Sections `[name]`, in the config file `[profile name]`; lines `key = value`; `#` and `;` begin a comment. Indented
    /// lines belong to a nested setting and are passed over.
    static func parse(_ text: String, isConfig: Bool) -> [String: [String: String]] {
        var profiles: [String: [String: String]] = [:]
        var current: String?
        for line in text.split(whereSeparator: \.isNewline) {
            guard let first = line.first, first != " ", first != "\t", first != "#", first != ";" else { continue }
            if first == "[" {
                let name = line.dropFirst().prefix { $0 != "]" }.split(separator: " ").map(String.init)
                if isConfig, name.count == 2, name[0] == "profile" {
                    current = name[1]
                } else {
                    current = name.count == 1 && (!isConfig || name[0] == "default") ? name[0] : nil
                }
                if let current { profiles[current] = profiles[current] ?? [:] }
                continue
            }
            guard let current, let equals = line.firstIndex(of: "=") else { continue }
            let key = line[..<equals].trimmed.lowercased()
            let value = line[line.index(after: equals)...]
            let end = value.range(of: " #")?.lowerBound ?? value.endIndex
            profiles[current]?[key] = value[..<end].trimmed
        }
        return profiles
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
