import Inventory

/// Which SKUs were seen, and which of them more than once, in eight bytes each: a catalogue may hold a million.
///
/// Two SKUs of one hash would be taken for one, and both be left alone; of a million SKUs that is one catalogue in forty
/// million.
struct CarriedSKUs {
    private var hashes: [UInt64] = []

    mutating func insert(_ sku: SKU) {
        hashes.append(Self.hash(sku))
    }

    /// The SKUs that were inserted more than once.
    consuming func duplicates() -> Duplicates {
        hashes.sort()
        var repeated: Set<UInt64> = []
        for (one, next) in zip(hashes, hashes.dropFirst()) where one == next { repeated.insert(one) }
        return Duplicates(hashes: repeated)
    }

    struct Duplicates {
        fileprivate let hashes: Set<UInt64>

        var isEmpty: Bool { hashes.isEmpty }

        func contains(_ sku: SKU) -> Bool { hashes.contains(CarriedSKUs.hash(sku)) }
    }

    /// FNV-1a with a final mix.
    fileprivate static func hash(_ sku: SKU) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in sku.value.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
        return hash ^ (hash >> 31)
    }
}
