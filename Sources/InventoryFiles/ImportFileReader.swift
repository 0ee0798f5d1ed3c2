package import Sync

/// Reads a file of counts as it comes in. One reader for each format; lines count from 1.
package protocol ImportFileReader: Sendable {
    mutating func read(_ chunk: some Sequence<UInt8>) -> [ImportLine]
    mutating func finish() -> [ImportLine]
}
