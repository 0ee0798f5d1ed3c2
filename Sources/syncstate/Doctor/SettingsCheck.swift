import App
import Signing

/// Looks at settings that are well-formed and unwise all the same.
struct SettingsCheck {
    let settings: Settings

    private static let wiseKeyLength = 24

    func findings() -> [Finding] {
        var findings = settings.unknownNames.map { name in
            Finding.warning(
                .settings,
                ".env sets \(name), which is no setting",
                cure: "mend its name, or take it out; deploy/syncstate.env.example has all of them"
            )
        }
        if let key = settings.apiKey, key.bytes.count < Self.wiseKeyLength {
            findings.append(
                .warning(
                    .settings,
                    "SYNCSTATE_API_KEY is short enough to be guessed",
                    cure: "make one with: openssl rand -hex 32"
                )
            )
        }
        return [.ok(.settings, "every value is one that can be served with")] + findings
    }
}
