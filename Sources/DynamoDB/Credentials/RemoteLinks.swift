import CurlClient
import Foundation
import JSONPull

extension CredentialChain.Surroundings {
    /// The body of a 2xx answer. Never quotes it in an error: it holds keys.
    func ask(
        _ url: String,
        method: String = "GET",
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        timeout: Duration = .seconds(5)
    ) async throws -> [UInt8] {
        let origin = url.split(separator: "/").prefix(2).joined(separator: "//")
        do {
            let response = try await http.send(
                OutboundRequest(
                    method: method,
                    url: url,
                    headers: headers,
                    body: body,
                    timeout: timeout,
                    connectTimeout: min(timeout, .seconds(2)),
                    isIdempotent: true
                )
            )
            guard (200..<300).contains(response.status) else {
                throw CredentialError("\(origin) answered \(response.status)")
            }
            return response.body
        } catch let error as CurlError {
            throw CredentialError("\(origin) does not answer: \(error.kind.rawValue)")
        }
    }
}

/// A token in a file, exchanged at STS for keys: `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN`, as in EKS.
struct WebIdentityLink: CredentialChain.Link {
    let surroundings: CredentialChain.Surroundings

    let name = "web identity"

    func fetch() async throws -> AWSCredentials? {
        guard let file = surroundings.value("AWS_WEB_IDENTITY_TOKEN_FILE") else { return nil }
        guard let role = surroundings.value("AWS_ROLE_ARN") else {
            throw CredentialError("AWS_WEB_IDENTITY_TOKEN_FILE is set, and AWS_ROLE_ARN is not")
        }
        return try await assume(role, session: surroundings.value("AWS_ROLE_SESSION_NAME"), tokenFile: file)
    }

    func assume(_ role: String, session: String?, tokenFile: String) async throws -> AWSCredentials {
        // The file is replaced while we run, so it is read each time.
        guard let token = try? String(contentsOfFile: tokenFile, encoding: .utf8) else {
            throw CredentialError("the web identity token \(tokenFile) cannot be read")
        }
        let fields = [
            ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", role),
            ("RoleSessionName", session ?? "syncstate"),
            ("WebIdentityToken", token.filter { !$0.isWhitespace }),
        ]
        let body = fields.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
        let url = surroundings.value("AWS_ENDPOINT_URL_STS") ?? "https://sts.\(surroundings.region).amazonaws.com"
        let answer = try await surroundings.ask(
            url + "/",
            method: "POST",
            headers: [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
            body: Array(body.utf8)
        )
        let text = String(decoding: answer, as: UTF8.self)
        guard let id = Self.element("AccessKeyId", text), let secret = Self.element("SecretAccessKey", text),
            let session = Self.element("SessionToken", text), let end = Self.element("Expiration", text)
        else { throw CredentialError("the answer of STS holds no keys") }
        return AWSCredentials(
            accessKeyID: id,
            secretAccessKey: secret,
            sessionToken: session,
            expiresAt: try seconds(end)
        )
    }

    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }

    /// The text of the first element of this name; keys and tokens have no characters that XML escapes.
    private static func element(_ name: String, _ xml: String) -> String? {
        guard let start = xml.range(of: "<\(name)>"),
            let end = xml[start.upperBound...].range(of: "</\(name)>")
        else { return nil }
        return String(xml[start.upperBound..<end.lowerBound])
    }
}

/// The endpoint that ECS and EKS give a container.
struct ContainerLink: CredentialChain.Link {
    let surroundings: CredentialChain.Surroundings

    let name = "container"

    func fetch() async throws -> AWSCredentials? {
        let url: String
        if let path = surroundings.value("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            url = "http://169.254.170.2\(path)"
        } else if let full = surroundings.value("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            guard Self.isTrusted(full) else {
                throw CredentialError(
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or the address of this machine or of ECS or EKS"
                )
            }
            url = full
        } else {
            return nil
        }
        var headers: [(name: String, value: String)] = []
        if let file = surroundings.value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            guard let token = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw CredentialError("the container's token \(file) cannot be read")
            }
            headers = [("Authorization", token.filter { !$0.isNewline })]
        } else if let token = surroundings.value("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
            headers = [("Authorization", token)]
        }
        return try credentials(try await surroundings.ask(url, headers: headers))
    }

    /// Keys are asked for over plain http only where nobody can stand in between.
    private static func isTrusted(_ url: String) -> Bool {
        if url.hasPrefix("https://") { return true }
        guard url.hasPrefix("http://") else { return false }
        let host = url.dropFirst("http://".count).prefix { $0 != "/" }
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        return ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "localhost", "[::1]"].contains(name)
            || name.hasPrefix("127.") && name.allSatisfy { $0 == "." || $0.isNumber }
    }
}

/// The role of an EC2 machine, from its metadata service, version 2.
struct MachineLink: CredentialChain.Link {
    let surroundings: CredentialChain.Surroundings

    let name = "machine"

    private static let patience = Duration.seconds(1)
    private static let path = "/latest/meta-data/iam/security-credentials/"

    func fetch() async throws -> AWSCredentials? {
        if surroundings.value("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" { return nil }
        let endpoint = surroundings.value("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254"
        let token: [UInt8]
        do {
            token = try await surroundings.ask(
                endpoint + "/latest/api/token",
                method: "PUT",
                headers: [("X-aws-ec2-metadata-token-ttl-seconds", "21600")],
                timeout: Self.patience
            )
        } catch is CredentialError {
            // No machine of EC2.
            return nil
        }
        let headers = [(name: "X-aws-ec2-metadata-token", value: String(decoding: token, as: UTF8.self))]
        let roles = try await surroundings.ask(endpoint + Self.path, headers: headers)
        guard let role = String(decoding: roles, as: UTF8.self).split(whereSeparator: \.isNewline).first else {
            return nil
        }
        return try credentials(try await surroundings.ask(endpoint + Self.path + role, headers: headers))
    }
}

/// The answer of a container's endpoint and of the metadata service.
private func credentials(_ body: [UInt8]) throws -> AWSCredentials {
    var fields: [String: String] = [:]
    do {
        try JSONReader.read(body) { reader in
            try reader.readObject { key, reader in
                if try reader.peekKind() == .string { fields[key.text] = try reader.readString() }
            }
        }
    } catch {
        throw CredentialError("the answer with the keys is no JSON")
    }
    guard let id = fields["AccessKeyId"], let secret = fields["SecretAccessKey"] else {
        throw CredentialError("the answer holds no keys: \(fields["Code"] ?? fields["code"] ?? "no reason given")")
    }
    return AWSCredentials(
        accessKeyID: id,
        secretAccessKey: secret,
        sessionToken: fields["Token"],
        expiresAt: try fields["Expiration"].map(seconds)
    )
}

private func seconds(_ time: String) throws -> Int64 {
    // Fractions of a second are given by some.
    let whole = time.split(separator: ".").first.map { $0.hasSuffix("Z") ? String($0) : "\($0)Z" } ?? time
    guard let date = try? Date(whole, strategy: .iso8601) else {
        throw CredentialError("the end of the keys is no time")
    }
    return Int64(date.timeIntervalSince1970)
}
