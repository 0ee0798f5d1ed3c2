import Foundation
import Signing
import Testing

@Suite("Base64 and hex")
struct EncodingTests {
    @Test(
        "write the examples of RFC 4648",
        arguments: [
            ("", "", ""), ("f", "Zg==", "66"), ("fo", "Zm8=", "666f"), ("foo", "Zm9v", "666f6f"),
            ("foob", "Zm9vYg==", "666f6f62"), ("fooba", "Zm9vYmE=", "666f6f6261"),
            ("foobar", "Zm9vYmFy", "666f6f626172"),
        ]
    )
    func examples(text: String, base64: String, hex: String) {
        let bytes = Array(text.utf8)
        #expect(Base64.encode(bytes) == base64)
        #expect(Base64.decode(base64) == bytes)
        let unpadded = String(base64.prefix { $0 != "=" })
        #expect(Base64.encode(bytes, as: .url) == unpadded)
        #expect(Base64.decode(unpadded, as: .url) == bytes)
        #expect(Hex.encode(bytes) == hex)
        #expect(Hex.decode(hex) == bytes)
        #expect(Hex.decode(hex.uppercased()) == bytes)
    }

    @Test("agree with Foundation on bytes of every length and value")
    func agreement() {
        for count in 0...66 {
            let bytes = SecureRandom.bytes(count)
            #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64.decode(Base64.encode(bytes, as: .url), as: .url) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
        let all = [UInt8](0...255)
        #expect(Base64.encode(all) == Data(all).base64EncodedString())
        #expect(Base64.encode([0xFB, 0xFF, 0xFE], as: .url) == "-__-")
        #expect(Base64.encode([0xFB, 0xFF, 0xFE]) == "+//+")
    }

    @Test(
        "refuse base64 that is not canonical",
        arguments: [
            "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "=", "Zg==Zg==", "Zm9v\n", " Zm9v", "Zm 9v", "Zm9vY",
            "-__-", "Zm9v====", "Zm9vYg==\0", "Zm9ö",
        ]
    )
    func notBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("refuse base64url that is not canonical", arguments: ["Zg==", "Zh", "Z", "+//+", "Zm9vY", "Zg "])
    func notBase64URL(text: String) {
        #expect(Base64.decode(text, as: .url) == nil)
    }

    @Test("refuse hex with odd or foreign digits", arguments: ["6", "6g", "0x66", "66 ", "６６", "-1", "+1"])
    func notHex(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}

@Suite("Secure random bytes")
struct SecureRandomTests {
    @Test("come in the count asked for and do not repeat")
    func countsAndDiffers() {
        for count in [0, 1, 31, 32, 1_000] { #expect(SecureRandom.bytes(count).count == count) }
        #expect(Set((0..<1_000).map { _ in SecureRandom.bytes(16) }).count == 1_000)
        #expect(Set((0..<1_000).map { _ in SecureRandom.uint64() }).count == 1_000)
        // Every one of 32 × 8 bits is set in some of 200 samples and clear in others: chance of failure 2^-191.
        let samples = (0..<200).map { _ in SecureRandom.bytes(32) }
        for index in 0..<32 {
            #expect(samples.reduce(0) { $0 | $1[index] } == 0xFF)
            #expect(samples.reduce(0xFF) { $0 & $1[index] } == 0)
        }
    }
}

@Suite("An API key")
struct APIKeyMaterialTests {
    @Test("is 48 recognisable characters, new each time, and found again by its hash")
    func generate() throws {
        let one = APIKeyMaterial.generate()
        let other = APIKeyMaterial.generate()
        let text = one.key.reveal()
        #expect(text.hasPrefix("sync_") && text.utf8.count == 48)
        let random = try #require(Base64.decode(String(text.dropFirst(5)), as: .url))
        #expect(random.count == 32)
        #expect(one.key != other.key && one.storageHash != other.storageHash)
        #expect(APIKeyMaterial.storageHash(of: Secret(text)) == one.storageHash)
        #expect(APIKeyMaterial(key: Secret("abc")).storageHash == SHA256.hash("abc"))
        #expect(!"\(one)".contains(text))
    }
}
