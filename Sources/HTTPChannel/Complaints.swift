import Inventory
import JSONPull

/// What an answer says against single items: `{"rejected":[{"sku","message"}]}`, or `details` of the same form, where an
/// item may also be named by its place, `{"field":"counts[3].count","message"}`.
struct Complaints {
    /// By SKU.
    private(set) var bySKU: [SKU: String] = [:]
    /// By place in `counts`.
    private(set) var byIndex: [Int: String] = [:]
    /// What the answer says about itself.
    private(set) var message: String?

    var isEmpty: Bool { bySKU.isEmpty && byIndex.isEmpty }

    static let maximumMessageLength = 300

    /// Nil when `body` is not a JSON object; an answer need not be one.
    ///
    /// Throws `JSONError` when `rejected` or `details` is there but not of this form.
    init?(_ body: [UInt8]) throws {
        guard case .success(let kind) = Result(catching: { try JSONReader.read(body) { try $0.peekKind() } }),
            kind == .object
        else { return nil }
        try JSONReader.read(body) { reader in
            try reader.readObject { key, reader in
                if key == "rejected" || key == "details" {
                    if try reader.readNull() { return }
                    try reader.readArray { reader in try readComplaint(&reader) }
                } else if key == "message" || key == "error", try reader.peekKind() == .string {
                    message = Self.clipped(try reader.readString())
                }
            }
        }
    }

    func complaint(about sku: SKU, at index: Int) -> String? {
        bySKU[sku] ?? byIndex[index]
    }

    private mutating func readComplaint(_ reader: inout JSONReader) throws {
        var sku: String?
        var field: String?
        var reason: String?
        try reader.readObject { key, reader in
            if key == "sku" {
                sku = try reader.readStringOrNull()
            } else if key == "field" {
                field = try reader.readStringOrNull()
            } else if key == "message" {
                reason = try reader.readStringOrNull()
            }
        }
        let text = Self.clipped(reason ?? "refused without a reason")
        if let sku {
            bySKU[SKU(stored: sku)] = text
        } else if let index = field.flatMap(Self.index) {
            byIndex[index] = text
        }
    }

    private static func index(_ field: String) -> Int? {
        guard field.hasPrefix("counts["), let end = field.firstIndex(of: "]") else { return nil }
        return Int(field[field.index(field.startIndex, offsetBy: 7)..<end])
    }

    private static func clipped(_ text: String) -> String {
        text.count > maximumMessageLength ? text.prefix(maximumMessageLength) + "…" : text
    }
}
