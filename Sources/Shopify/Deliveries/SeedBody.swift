import Inventory
import JSONPull
import Sync

/// The plain format of the seeds, `{"items":[{"sku","quantity"}],"txId"?}`. It is the sender's to mend, so all that is
/// wrong with it is told at once.
struct SeedBody {
    static let maximumItems = 1000
    static let maximumIDLength = 128
    private static let maximumProblems = 20

    private var txId: String?
    private var items: [SeedSale.Item] = []
    private var problems: [InvalidValue] = []

    static func parse(_ body: UnsafeRawBufferPointer) throws(UnreadableDelivery) -> SeedSale {
        var seed = SeedBody()
        do {
            try JSONReader.read(body) { reader in try seed.read(&reader) }
        } catch {
            switch UnreadableDelivery(error, of: body) {
            case .unexpected(let path, let message): seed.note(path, message)
            case let unreadable: throw unreadable
            }
        }
        guard seed.problems.isEmpty else { throw .invalidSeed(seed.problems) }
        return SeedSale(txId: seed.txId, items: seed.items)
    }

    private mutating func read(_ reader: inout JSONReader) throws {
        let start = reader.offset
        var hasItems = false
        try reader.readObject { key, reader in
            if key == "txId" {
                txId = try noting { try Self.readID(&reader) } ?? nil
            } else if key == "items" {
                hasItems = true
                items = []
                try readItems(&reader)
            }
        }
        if !hasItems { throw reader.missing("items", inValueAt: start) }
    }

    private mutating func readItems(_ reader: inout JSONReader) throws {
        let start = reader.offset
        var count = 0
        try reader.readArray { reader in
            count += 1
            guard count <= Self.maximumItems else { return }
            do {
                if let item = try readItem(&reader) { items.append(item) }
            } catch let error as JSONError where !error.isMalformed {
                note(error)
            }
        }
        guard (1...Self.maximumItems).contains(count) else {
            throw reader.unacceptable("must list 1 to \(Self.maximumItems) items", valueAt: start)
        }
    }

    /// Nil where a problem was noted.
    private mutating func readItem(_ reader: inout JSONReader) throws -> SeedSale.Item? {
        let start = reader.offset
        var sku: SKU?
        var quantity: Int64?
        var isSound = true
        try reader.readObject { key, reader in
            if key == "sku" {
                sku = try noting { try Self.readSKU(&reader) }
                isSound = isSound && sku != nil
            } else if key == "quantity" {
                quantity = try noting { try reader.readQuantity() }
                isSound = isSound && quantity != nil
            }
        }
        guard isSound else { return nil }
        return SeedSale.Item(
            sku: try reader.need(sku, "sku", ofObjectAt: start),
            quantity: try reader.need(quantity, "quantity", ofObjectAt: start)
        )
    }

    private static func readSKU(_ reader: inout JSONReader) throws -> SKU {
        let start = reader.offset
        do {
            return try SKU(try reader.readString())
        } catch let error as InvalidValue {
            throw reader.unacceptable(error.message, valueAt: start)
        }
    }

    private static func readID(_ reader: inout JSONReader) throws -> String? {
        let start = reader.offset
        guard let text = try reader.readStringOrNull() else { return nil }
        guard (1...maximumIDLength).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw reader.unacceptable("must be 1 to \(maximumIDLength) printable ASCII characters", valueAt: start)
        }
        return text
    }

    /// What `read` gives, or nil with its complaint noted; the value is then skipped. What is no JSON ends everything.
    private mutating func noting<Value>(_ read: () throws -> Value) throws -> Value? {
        do {
            return try read()
        } catch let error as JSONError where !error.isMalformed {
            note(error)
            return nil
        }
    }

    private mutating func note(_ error: JSONError) {
        note(error.path, "\(error.problem)")
    }

    private mutating func note(_ path: String, _ message: String) {
        guard problems.count < Self.maximumProblems else { return }
        problems.append(InvalidValue(field: path.isEmpty ? "body" : path, message: message))
    }
}
