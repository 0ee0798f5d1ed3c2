import Signing
import Testing

@Suite("A secret")
struct SecretTests {
    private let secret = Secret("shpss_topsecret")

    @Test("does not show itself when printed, interpolated, dumped or reflected")
    func isRedacted() {
        struct Holder { let name = "channel", secret: Secret }
        var dumped = ""
        dump(Holder(secret: secret), to: &dumped)
        let shown = [
            "\(secret)", String(describing: secret), String(reflecting: secret), String(describing: Optional(secret)),
            String(reflecting: [secret]), "\(Holder(secret: secret))", dumped,
        ]
        let bytesAsText = "115, 104, 112"  // how an array of the secret's bytes would start
        for text in shown {
            #expect(!text.contains("topsecret") && !text.contains(bytesAsText), "\(text)")
            #expect(text.contains("<redacted>"))
        }
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test("gives its content to who asks by name")
    func reveals() {
        #expect(secret.reveal() == "shpss_topsecret")
        #expect(Secret([0x68, 0x69]).reveal() == "hi")
        #expect(Secret("hi").bytes == [0x68, 0x69])
    }

    @Test("equals a secret of the same bytes only")
    func equality() {
        #expect(secret == Secret(Array("shpss_topsecret".utf8)))
        #expect(secret != Secret("shpss_topsecreT"))
        #expect(secret != Secret("shpss_topsecret "))
        #expect(Secret("") == Secret([]))
        #expect(Secret("").isEmpty && !secret.isEmpty)
    }
}
