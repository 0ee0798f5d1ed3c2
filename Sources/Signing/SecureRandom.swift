import CCrypto

/// Random bytes fit for keys and nonces, from libcrypto's generator (seeded and reseeded by the kernel).
package enum SecureRandom {
    package static func fill(_ buffer: UnsafeMutableRawBufferPointer) {
        guard let start = buffer.baseAddress, !buffer.isEmpty else { return }
        // One call takes at most `CInt.max` bytes; every length asked for here is a key's or a nonce's.
        Libcrypto.require(RAND_bytes(start.assumingMemoryBound(to: UInt8.self), CInt(buffer.count)), "RAND_bytes")
    }

    package static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialised in
            fill(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
            initialised = count
        }
    }

    package static func uint64() -> UInt64 {
        var value: UInt64 = 0
        withUnsafeMutableBytes(of: &value) { fill($0) }
        return value
    }
}
