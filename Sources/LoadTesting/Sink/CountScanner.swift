/// Finds the counts in a push: of each item the number in its SKU and the count. Reads no JSON beyond that, for it shares
/// the processor with what it measures.
enum CountScanner {
    private static let sku = Array("\"sku\":\"\(BenchmarkShop.skuPrefix)".utf8)
    private static let count = Array("\"count\":".utf8)

    static func scan(_ bytes: UnsafeRawBufferPointer, found: (_ sku: Int, _ count: Int) -> Void) {
        var item: (sku: Int?, count: Int?) = (nil, nil)
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                if begins(bytes, index, sku) {
                    index += sku.count
                    item.sku = number(bytes, &index)
                } else if begins(bytes, index, count) {
                    index += count.count
                    item.count = number(bytes, &index)
                } else {
                    index += 1
                }
            case UInt8(ascii: "}"):
                if let sku = item.sku, let count = item.count { found(sku, count) }
                item = (nil, nil)
                index += 1
            default:
                index += 1
            }
        }
    }

    private static func begins(_ bytes: UnsafeRawBufferPointer, _ index: Int, _ text: [UInt8]) -> Bool {
        bytes.count - index >= text.count && bytes[index..<index + text.count].elementsEqual(text)
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Int {
        var value = 0
        while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) {
            value = value &* 10 &+ Int(bytes[index] - UInt8(ascii: "0"))
            index += 1
        }
        return value
    }
}
