package import Inventory

/// Where a page begins, in a form that clients hand back. It names its list and its tenant by a checksum, so that a cursor
/// of another list, of another tenant or of nobody is refused instead of misread. It is no secret and guards nothing: every
/// query names its tenant anyway.
package struct ListCursor {
    private let list: String
    private let tenant: TenantID

    package init(list: String, tenant: TenantID) {
        self.list = list
        self.tenant = tenant
    }

    package func encode(_ number: Int64) -> String { encode(String(number)) }

    package func encode(_ position: String) -> String {
        var text = ""
        for byte in position.utf8 { text += Self.hex(UInt64(byte), digits: 2) }
        return text + Self.hex(UInt64(checksum(position)), digits: 8)
    }

    /// Nil for nil.
    ///
    /// Throws `InvalidValue` for what `encode` did not give out for this list and tenant.
    package func number(_ cursor: String?) throws(InvalidValue) -> Int64? {
        guard let text = try position(cursor) else { return nil }
        // Written in another way it is a place of the other engine.
        guard let number = Int64(text), String(number) == text else { throw Self.foreign }
        return number
    }

    package func position(_ cursor: String?) throws(InvalidValue) -> String? {
        guard let cursor else { return nil }
        let digits = Array(cursor.utf8)
        guard digits.count >= 8, digits.count % 2 == 0 else { throw Self.foreign }
        var bytes: [UInt8] = []
        for pair in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.value(digits[pair]), let low = Self.value(digits[pair + 1]) else {
                throw Self.foreign
            }
            bytes.append(high << 4 | low)
        }
        let sum = bytes.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard let position = String(validating: bytes.dropLast(4), as: UTF8.self), checksum(position) == sum else {
            throw Self.foreign
        }
        return position
    }

    package static let foreign = InvalidValue(
        field: "cursor",
        message: "is none that this list gave out: begin again without a cursor"
    )

    /// FNV-1a over the list, the tenant and the position.
    private func checksum(_ position: String) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for part in [list, tenant.value, position] {
            for byte in part.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
            hash = (hash ^ 0xFF) &* 16_777_619
        }
        return hash
    }

    private static func hex(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }
}
