import Signing
import Testing

@Suite("HMAC-SHA256")
struct HMACSHA256Tests {
    /// RFC 4231, test cases 1 to 7 (5 truncates the tag to 16 bytes).
    private static let vectors: [(key: [UInt8], data: [UInt8], tag: String)] = [
        (
            Array(repeating: 0x0b, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            Array(repeating: 0xaa, count: 20), Array(repeating: 0xdd, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            Array(1...25), Array(repeating: 0xcd, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            Array(repeating: 0x0c, count: 20), Array("Test With Truncation".utf8),
            "a3b6167473100ee06e0c796c2955552b"
        ),
        (
            Array(repeating: 0xaa, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            Array(repeating: 0xaa, count: 131),
            Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8
            ),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]

    @Test("gives the tags of RFC 4231", arguments: vectors.indices)
    func rfc4231(index: Int) {
        let vector = Self.vectors[index]
        let tag = HMACSHA256.authenticate(vector.data, key: Secret(vector.key))
        #expect(tag.hex.hasPrefix(vector.tag))
    }

    @Test("takes the empty key and the empty message")
    func empty() {
        let expected = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        #expect(HMACSHA256.authenticate([], key: Secret("")).hex == expected)
        #expect(HMACSHA256.authenticate("", key: Secret("")).hex == expected)
        #expect(HMACSHA256.authenticate(UnsafeRawBufferPointer(start: nil, count: 0), key: Secret("")).hex == expected)
    }

    @Test("is not mixed up by callers on other threads")
    func concurrentUse() async {
        let expected = (0..<64).map { HMACSHA256.authenticate("body \($0)", key: Secret("key \($0)")) }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for round in 0..<2_000 {
                        let number = round % 64
                        let tag = HMACSHA256.authenticate("body \(number)", key: Secret("key \(number)"))
                        #expect(tag == expected[number])
                    }
                }
            }
        }
    }
}

@Suite("SHA-256")
struct SHA256Tests {
    @Test("gives the digests of FIPS 180-4's examples")
    func examples() {
        #expect(SHA256.hash("").hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(SHA256.hash("abc").hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            SHA256.hash(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)).hex
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        )
        #expect(
            SHA256.hash([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)).hex
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        )
    }
}

@Suite("A digest")
struct DigestTests {
    private let digest = SHA256.hash("abc")

    @Test("reads what it writes, and nothing of another length")
    func roundTrip() {
        #expect(Digest(hex: digest.hex) == digest)
        #expect(Digest(base64: digest.base64) == digest)
        #expect(Digest(digest.bytes) == digest)
        #expect(digest.base64 == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
        #expect(Digest(digest.bytes.dropLast()) == nil)
        #expect(Digest(digest.bytes + [0]) == nil)
        #expect(Digest(hex: String(digest.hex.dropLast(2))) == nil)
        #expect(Digest(base64: "yCGX") == nil)
    }

    @Test("differs when any one bit differs", arguments: 0..<Digest.byteCount)
    func everyByteCounts(index: Int) {
        var bytes = digest.bytes
        bytes[index] ^= 0x80
        #expect(Digest(bytes) != digest)
        #expect(!ConstantTime.equals(bytes, digest.bytes))
    }

    @Test("finds itself in a set")
    func hashing() {
        #expect(Set([digest, SHA256.hash("abd")]).contains(SHA256.hash("abc")))
        #expect(!ConstantTime.equals([1, 2], [1, 2, 3]))
        #expect(ConstantTime.equals([], []))
    }
}
