import Inventory
import Sync
import Testing

@Suite struct ChannelURLTests {
    @Test(arguments: [
        ("https://example.com", "https://example.com"), ("https://example.com/", "https://example.com"),
        ("https://example.com/hook?a=b/", "https://example.com/hook?a=b/"),
        ("HTTPS://Example.com:8443/x", "HTTPS://Example.com:8443/x"),
        ("http://127.0.0.1:3001", "http://127.0.0.1:3001"), ("http://127.200.3.4/", "http://127.200.3.4"),
        ("http://localhost:9/x", "http://localhost:9/x"), ("http://[::1]:9", "http://[::1]:9"),
    ])
    func allowed(text: String, taken: String) throws {
        #expect(try ChannelURL.checked(text, field: "url") == taken)
    }

    @Test(arguments: [
        "", "example.com", "ftp://example.com", "http://example.com", "http://10.0.0.1", "http://127.0.0.1.example.com",
        "http://127.0.0.256", "http://127.1", "http://localhost.example.com", "https://", "https://user@example.com",
        "https://user:pass@example.com", "http://127.0.0.1@example.com/", #"http://127.0.0.1\.example.com"#,
        "https://example.com/#x", "https://exa mple.com", "https://example.com:99999", "https://exämple.com",
        "https://example.com/\r\nHost:x", "https://" + String(repeating: "a", count: 2048),
    ])
    func refused(text: String) {
        #expect(throws: InvalidValue.self) { try ChannelURL.checked(text, field: "url") }
    }

    @Test func aQueryIsRefusedWhereNoneBelongs() {
        #expect(throws: InvalidValue(field: "adminUrl", message: "must not have a query or a fragment")) {
            try ChannelURL.checked("https://example.com?x=1", field: "adminUrl", allowsQuery: false)
        }
    }
}
