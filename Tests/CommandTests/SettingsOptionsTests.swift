import App
import ArgumentParser
import Testing

@testable import syncstate

@Suite struct SettingsOptionsTests {
    @Test(arguments: SettingName.allCases.filter { !$0.isSecret })
    func everySettingThatIsNoSecretIsAnOption(name: SettingName) throws {
        let options = try SettingsOptions.parse(["--\(name.option)", "value"])
        #expect(options.values == [name: "value"])
    }

    @Test(arguments: SettingName.allCases.filter(\.isSecret))
    func noSecretIsAnOption(name: SettingName) {
        #expect(throws: (any Error).self) { try SettingsOptions.parse(["--\(name.option)", "value"]) }
    }
}
