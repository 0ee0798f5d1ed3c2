import Testing

@testable import Signing

@Suite("AES-256-GCM")
struct AES256GCMTests {
    /// Test cases 13, 14 and 16 of McGrew and Viega, "The Galois/Counter Mode of Operation", submitted to NIST.
    private static let vectors:
        [(key: String, nonce: String, plaintext: String, context: String, ciphertext: String, tag: String)] = [
            (
                String(repeating: "00", count: 32), String(repeating: "00", count: 12), "", "",
                "", "530f8afbc74536b9a963b4f1c4cb738b"
            ),
            (
                String(repeating: "00", count: 32), String(repeating: "00", count: 12),
                String(repeating: "00", count: 16), "",
                "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"
            ),
            (
                "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
                "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                    + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
                "76fc6ece0f4e1768cddf8853bb2d551b"
            ),
        ]

    @Test("gives the published ciphertexts and tags, and opens them", arguments: vectors.indices)
    func publishedVectors(index: Int) throws {
        let vector = Self.vectors[index]
        let key = try #require(Hex.decode(vector.key))
        let nonce = try #require(Hex.decode(vector.nonce))
        let plaintext = try #require(Hex.decode(vector.plaintext))
        let context = try #require(Hex.decode(vector.context))
        let sealed = AES256GCM.seal(plaintext, key: key, nonce: nonce, authenticating: context)
        #expect(Hex.encode(sealed) == vector.ciphertext + vector.tag)
        #expect(AES256GCM.open(sealed[...], key: key, nonce: nonce, authenticating: context) == plaintext)
    }
}

@Suite("A secret sealer")
struct SecretSealerTests {
    private let sealer = SecretSealer(key: .generate())
    private let plaintext = Array("shpat_0123456789abcdef".utf8)
    private let context = "tenant/default/channel/shopify/accessToken"

    @Test("opens what it sealed, of any length", arguments: [0, 1, 15, 16, 17, 1_000, 1 << 20])
    func roundTrip(count: Int) throws {
        let plaintext = SecureRandom.bytes(count)
        let sealed = try sealer.seal(plaintext, context: context)
        #expect(sealed.count == count + 30)
        #expect(try sealer.open(sealed, context: context) == plaintext)
    }

    @Test("opens secrets as secrets")
    func secrets() throws {
        let sealed = try sealer.seal(Secret("hush"), context: context)
        #expect(try sealer.openSecret(sealed, context: context) == Secret("hush"))
    }

    @Test("never seals the same twice into the same bytes, nor leaves the plaintext in them")
    func freshNonce() throws {
        let all = try (0..<100).map { _ in try sealer.seal(plaintext, context: context) }
        #expect(Set(all).count == 100)
        #expect(Set(all.map { $0[2..<14] }).count == 100)
        #expect(!String(decoding: all[0], as: UTF8.self).contains("shpat"))
    }

    @Test("refuses a sealed secret with any one bit changed")
    func tampering() throws {
        let sealed = try sealer.seal(plaintext, context: context)
        for index in sealed.indices {
            for bit in 0..<8 {
                var altered = sealed
                altered[index] ^= 1 << bit
                #expect(throws: SealingError.self, "byte \(index), bit \(bit)") {
                    try sealer.open(altered, context: context)
                }
            }
        }
    }

    @Test("refuses a sealed secret that was cut or extended")
    func truncation() throws {
        let sealed = try sealer.seal(plaintext, context: context)
        for count in 0..<sealed.count {
            #expect(throws: SealingError.self) { try sealer.open(Array(sealed.prefix(count)), context: context) }
        }
        #expect(throws: SealingError.notAuthentic) { try sealer.open(sealed + [0], context: context) }
        #expect(throws: SealingError.truncated(byteCount: 29)) {
            try sealer.open(Array(sealed.prefix(29)), context: context)
        }
    }

    @Test("refuses a sealed secret moved to another place", arguments: ["", "tenant/default/channel/shopify", "x"])
    func wrongContext(other: String) throws {
        let sealed = try sealer.seal(plaintext, context: context)
        #expect(throws: SealingError.notAuthentic) { try sealer.open(sealed, context: other) }
    }

    @Test("tells another key from damage")
    func anotherKey() throws {
        let sealed = try sealer.seal(plaintext, context: context)
        let key = try SealingKey([UInt8](repeating: 7, count: 32))
        let lookalike = try #require(
            // One key in 256 shares the id; of 10,000 the chance that none does is 10^-17.
            (0..<10_000).lazy.map { _ in SealingKey.generate() }.first { $0.id == key.id }
        )
        let other = try #require((0..<10_000).lazy.map { _ in SealingKey.generate() }.first { $0.id != sealed[1] })
        #expect(throws: SealingError.anotherKey) { try SecretSealer(key: other).open(sealed, context: context) }
        let sealedWithKey = try SecretSealer(key: key).seal(plaintext, context: context)
        #expect(throws: SealingError.notAuthentic) {
            try SecretSealer(key: lookalike).open(sealedWithKey, context: context)
        }
    }

    @Test("names the version it does not know, and refuses what is too long")
    func limits() throws {
        var sealed = try sealer.seal(plaintext, context: context)
        sealed[0] = 2
        #expect(throws: SealingError.unknownVersion(2)) { try sealer.open(sealed, context: context) }
        let tooLong = [UInt8](repeating: 0, count: SecretSealer.maximumPlaintextByteCount + 1)
        #expect(throws: SealingError.tooLong(byteCount: tooLong.count)) { try sealer.seal(tooLong, context: context) }
    }
}
