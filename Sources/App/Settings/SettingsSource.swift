import Configuration
import Foundation

/// Where settings come from, the strongest first: command-line options, the environment, `.env`. Defaults are whoever
/// reads a setting's business.
///
/// A value that is empty counts as absent: a `.env` copied from an example and a container's `PORT=` mean the default.
package struct SettingsSource: Sendable {
    private let reader: ConfigReader
    /// Names in `.env` that look like settings of ours but are none, in order: probably misspelt.
    package let unknownNames: [String]
    /// Everything by its name, ours or not: what AWS's tools would find. Without the options.
    let environment: [String: String]

    package init(
        options: [SettingName: String] = [:],
        environment: [String: String],
        dotEnv: [String: String] = [:]
    ) {
        let options = Dictionary(uniqueKeysWithValues: options.map { ($0.rawValue, $1) })
        reader = ConfigReader(providers: [options, environment, dotEnv].map(Self.provider))
        self.environment = dotEnv.merging(environment) { _, stronger in stronger }
        unknownNames = dotEnv.keys.filter(Self.looksLikeOurs).sorted()
    }

    /// The sources of this process: its environment and `.env` in the working directory, where there is one.
    ///
    /// Throws `SettingsError` for a `.env` that cannot be read.
    package static func ofProcess(options: [SettingName: String]) throws(SettingsError) -> SettingsSource {
        SettingsSource(
            options: options,
            environment: ProcessInfo.processInfo.environment,
            dotEnv: try dotEnv(path: ".env")
        )
    }

    /// As `ofProcess`, without what names a shop or a database: a demo has its own.
    package static func ofDemo(options: [SettingName: String]) throws(SettingsError) -> SettingsSource {
        func kept(_ values: [String: String]) -> [String: String] {
            values.filter { !$0.key.hasPrefix("SHOPIFY_") && !$0.key.hasPrefix("SQLITE_") && $0.key != "STORE" }
        }
        return SettingsSource(
            options: options,
            environment: kept(ProcessInfo.processInfo.environment),
            dotEnv: kept(try dotEnv(path: ".env"))
        )
    }

    static func dotEnv(path: String) throws(SettingsError) -> [String: String] {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw SettingsError(subject: path, "cannot be read as UTF-8 text; mend its permissions or its content")
        }
        return try DotEnv.parse(text, file: path)
    }

    /// Without blanks around it; nil where it is absent or empty.
    func text(_ name: SettingName) -> String? {
        let components = name.rawValue.lowercased().split(separator: "_").map(String.init)
        let value = reader.string(forKey: ConfigKey(components), isSecret: name.isSecret)
        return value.flatMap(Self.trimmed)
    }

    private static func provider(_ values: [String: String]) -> any ConfigProvider {
        EnvironmentVariablesProvider(
            environmentVariables: values.filter { trimmed($0.value) != nil },
            secretsSpecifier: .dynamic { name, _ in SettingName(rawValue: name)?.isSecret ?? true }
        )
    }

    private static func trimmed(_ value: String) -> String? {
        let text = value.trimmingCharacters(in: .whitespacesAndNewlines)
        return text.isEmpty ? nil : text
    }

    private static func looksLikeOurs(_ name: String) -> Bool {
        ["SYNCSTATE_", "SHOPIFY_", "SQLITE_", "DYNAMODB_", "JWT_"].contains { name.hasPrefix($0) }
            && SettingName(rawValue: name) == nil
    }
}
