import CCrypto

/// Comparison whose duration does not tell where two values differ.
package enum ConstantTime {
    /// Whether both hold the same bytes. The lengths are not hidden: different lengths answer `false` at once.
    package static func equals(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else { return true }
        return CRYPTO_memcmp(leftStart, rightStart, left.count) == 0
    }

    package static func equals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in equals(left, right) }
        }
    }
}
