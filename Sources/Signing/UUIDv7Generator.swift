import NIOConcurrencyHelpers

/// Makes UUIDs of version 7 (RFC 9562, 5.7): 48 bits of Unix time in milliseconds, 12 bits of counter, 62 random bits.
///
/// Each id of one generator is greater than all before it (until the time part ends, in the year 10889), also within a
/// millisecond and when the clock is set back: the counter goes on from the last id, and when its 12 bits are used up
/// the time part runs one millisecond ahead (RFC 9562, 6.2, method 1). A fresh millisecond starts the counter at random
/// in its lower half, so at least 2,048 ids fit.
package final class UUIDv7Generator: Sendable {
    private struct State {
        var milliseconds: UInt64 = 0
        var counter: UInt64 = 0
    }

    private static let maximumMilliseconds: UInt64 = (1 << 48) - 1
    private static let maximumCounter: UInt64 = (1 << 12) - 1

    private let state = NIOLockedValueBox(State())
    private let random: @Sendable () -> UInt64

    /// `random` is called once per id, from any thread.
    package init(random: @escaping @Sendable () -> UInt64 = { SecureRandom.uint64() }) {
        self.random = random
    }

    /// The next id, as 36 lower-case characters.
    ///
    /// `nowMilliseconds` counts from the Unix epoch; a time that 48 bits cannot hold is taken as the nearest that they can.
    package func next(nowMilliseconds: Int64) -> String {
        let bits = random()
        let now = min(UInt64(max(0, nowMilliseconds)), Self.maximumMilliseconds)
        let (milliseconds, counter) = state.withLockedValue { state in
            if now > state.milliseconds {
                state = State(milliseconds: now, counter: bits >> 53)
            } else if state.counter < Self.maximumCounter {
                state.counter += 1
            } else {
                state = State(milliseconds: state.milliseconds + 1, counter: bits >> 53)
            }
            return (state.milliseconds, state.counter)
        }
        let high = milliseconds << 16 | 0x7000 | counter
        let low = 0x8000_0000_0000_0000 | bits & 0x3FFF_FFFF_FFFF_FFFF
        return Self.text(high: high, low: low)
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func text(high: UInt64, low: UInt64) -> String {
        String(unsafeUninitializedCapacity: 36) { text in
            var position = 0
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                    text[position] = UInt8(ascii: "-")
                    position += 1
                }
                let word = nibble < 16 ? high : low
                text[position] = digits[Int(truncatingIfNeeded: word >> UInt64(60 - 4 * (nibble % 16))) & 0x0F]
                position += 1
            }
            return position
        }
    }
}
