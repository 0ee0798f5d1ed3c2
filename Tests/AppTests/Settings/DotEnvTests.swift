import App
import Testing

@Suite struct DotEnvTests {
    @Test(arguments: [
        ("A=1", "1"), ("A = 1 ", "1"), ("\tA=1\t", "1"), ("export A=1", "1"), ("export  A = 1", "1"), ("A=1\r\n", "1"),
        ("A=", ""),
        ("A=x # why", "x"), ("A=x#y", "x#y"), ("A= # empty", ""), ("A=# empty", ""), ("A=a=b==", "a=b=="),
        ("A=$HOME", "$HOME"),
        ("A='x # y' # why", "x # y"), (#"A='a\n"b"'"#, #"a\n"b""#), (#"A="a\n\"b\"\t\\\$\q" #c"#, "a\n\"b\"\t\\$\\q"),
        ("A=''", ""),
        ("A=\"\"", ""), ("A=it's", "it's"), ("\u{FEFF}A=1", "1"), ("#A=0\n\n  # x\nA=0\nA=1", "1"),
        ("A=größe", "größe"),
    ])
    func values(text: String, value: String) throws {
        #expect(try DotEnv.parse(text, file: ".env") == ["A": value])
    }

    @Test func aNameThatBeginsWithExportIsAName() throws {
        #expect(try DotEnv.parse("export=1\nexported=2", file: ".env") == ["export": "1", "exported": "2"])
    }

    @Test(arguments: [
        ("A=1\nsecret", 2), ("=secret", 1), ("A B=secret", 1), ("1A=secret", 1), ("A-B=secret", 1), ("A='secret", 1),
        ("A=\"secret", 1), ("A=\"secret\\", 1), ("A='sec'ret", 1), ("\r\n\r\nA=\"sec\"ret\"", 3),
    ])
    func whatIsMalformedNamesItsLineAndNotItsContent(text: String, line: Int) throws {
        let error = try #require(throws: SettingsError.self) { try DotEnv.parse(text, file: "x/.env") }
        #expect("\(error)".hasPrefix("x/.env, line \(line), "))
        #expect(!"\(error)".contains("secret"))
        #expect(!"\(error)".contains("\n"))
    }
}
