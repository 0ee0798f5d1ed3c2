package import Inventory
package import Sync

/// Reads a file of counts as it comes in. One reader for each format; lines count from 1.
///
/// A bad line is rejected by itself; `InvalidValue` is thrown where the file as a whole means nothing.
package protocol ImportFileReader: Sendable {
    mutating func read(_ chunk: some Sequence<UInt8>) throws(InvalidValue) -> [ImportLine]
    mutating func finish() throws(InvalidValue) -> [ImportLine]
}
