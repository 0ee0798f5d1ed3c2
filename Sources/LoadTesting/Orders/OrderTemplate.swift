/// Shopify's sample of an order, from which distinct ones are written quickly. What a body consists of, the sequence of
/// its members and its size are the sample's.
struct OrderTemplate: Sendable {
    struct Line {
        var id: Int64
        var sku: String
        var quantity: Int
    }

    private enum OrderSlot { case id, time, lines, notes }
    private enum LineSlot { case id, sku, quantity }

    private let order: CutText<OrderSlot>
    private let line: CutText<LineSlot>

    private static let notes = #""note_attributes":["#

    /// `sample` is the body of an `orders/create` webhook with at least one line.
    init(sample: [UInt8]) throws {
        let json = CompactJSON(sample)
        guard
            let lines = json.array("line_items"), lines.count > 2,
            let first = CompactJSON.value(at: lines.index(after: lines.startIndex), of: lines),
            let orderId = json.text.firstMatch(of: /"id":(\d+)/)?.1,
            let time = json.text.firstMatch(of: /"created_at":"([^"]+)"/)?.1,
            let lineId = first.firstMatch(of: /"id":(\d+)/)?.1,
            let sku = first.firstMatch(of: /"sku":"([^"]+)"/)?.1,
            let quantity = first.firstMatch(of: /"quantity":(\d+)/)?.1,
            json.text.contains(Self.notes)
        else { throw BenchmarkFailure("the sample is not the body of an orders/create webhook with lines") }
        order = CutText(
            json.text,
            at: [(String(orderId), .id), (String(time), .time), (String(lines), .lines), (Self.notes, .notes)]
        )
        line = CutText(
            String(first),
            at: [(String(lineId), .id), ("\"sku\":\"\(sku)\"", .sku), ("quantity\":\(quantity)", .quantity)]
        )
    }

    /// A body. `time` is in ISO 8601; `noteLength` is how many bytes the buyer's note adds.
    func body(order orderId: Int64, lines: [Line], time: String, noteLength: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16 << 10)
        order.write(to: &bytes) { slot, bytes in
            switch slot {
            case .id: bytes += String(orderId).utf8
            case .time: bytes += time.utf8
            case .lines: write(lines, to: &bytes)
            case .notes: write(noteLength: noteLength, to: &bytes)
            }
        }
        return bytes
    }

    private func write(_ lines: [Line], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        for (index, item) in lines.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            line.write(to: &bytes) { slot, bytes in
                switch slot {
                case .id: bytes += String(item.id).utf8
                case .sku: bytes += "\"sku\":\"\(item.sku)\"".utf8
                case .quantity: bytes += "quantity\":\(item.quantity)".utf8
                }
            }
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private func write(noteLength: Int, to bytes: inout [UInt8]) {
        bytes += Self.notes.utf8
        guard noteLength > 0 else { return }
        bytes += #"{"name":"delivery_note","value":""#.utf8
        bytes += repeatElement(UInt8(ascii: "n"), count: noteLength)
        bytes += "\"}".utf8
    }
}
