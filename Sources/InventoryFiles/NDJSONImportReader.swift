import Inventory
import JSONPull
package import Sync

/// One JSON object on each line: `{"sku":…,"physical":…,"buffer":…,"lowStockThreshold":…}`; unknown fields are ignored.
package struct NDJSONImportReader: ImportFileReader {
    /// A longer line is refused: nothing of ours comes near it.
    private static let longestLine = 16 * 1024

    private var pending: [UInt8] = []
    private var isTooLong = false
    private var line = 1

    package init() {}

    package mutating func read(_ chunk: some Sequence<UInt8>) -> [ImportLine] {
        var lines: [ImportLine] = []
        for byte in chunk {
            if byte == UInt8(ascii: "\n") {
                endLine(&lines)
            } else if pending.count < Self.longestLine {
                pending.append(byte)
            } else {
                isTooLong = true
            }
        }
        return lines
    }

    package mutating func finish() -> [ImportLine] {
        var lines: [ImportLine] = []
        if !pending.isEmpty { endLine(&lines) }
        return lines
    }

    private mutating func endLine(_ lines: inout [ImportLine]) {
        let blanks: Set<UInt8> = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]
        if isTooLong {
            lines.append(.rejected(line: line, message: "the line is longer than \(Self.longestLine) bytes"))
        } else if !pending.allSatisfy(blanks.contains) {
            lines.append(parse(pending))
        }
        pending.removeAll(keepingCapacity: true)
        isTooLong = false
        line += 1
    }

    private func parse(_ bytes: [UInt8]) -> ImportLine {
        do {
            var (sku, physical, buffer, threshold) = (String?.none, Int64?.none, Int64?.none, Int64?.none)
            try JSONReader.read(bytes, depthLimit: 8) { reader in
                try reader.readObject { key, reader in
                    if key == "sku" {
                        sku = try reader.readStringOrNull()
                    } else if key == "physical" {
                        physical = try reader.readInt64OrNull()
                    } else if key == "buffer" {
                        buffer = try reader.readInt64OrNull()
                    } else if key == "lowStockThreshold" {
                        threshold = try reader.readInt64OrNull()
                    }
                }
            }
            return .row(
                try ImportFields.row(
                    line: line,
                    sku: sku,
                    physical: physical,
                    buffer: buffer,
                    lowStockThreshold: threshold
                )
            )
        } catch let error as InvalidValue {
            return .rejected(line: line, message: error.description)
        } catch {
            return .rejected(line: line, message: "\(error)")
        }
    }
}
