import Foundation
import Signing
import Testing

@Suite("A UUIDv7 generator")
struct UUIDv7GeneratorTests {
    @Test("lays the bits out as RFC 9562 says")
    func layout() throws {
        // RFC 9562, appendix A.6: the time 0x017F22E279B0, its 62 random bits 0x18C4DC0C0C07398F. Its rand_a is random;
        // here it is the counter, seeded from the top bits of the same word.
        let generator = UUIDv7Generator(random: { 0x18C4_DC0C_0C07_398F })
        #expect(generator.next(nowMilliseconds: 0x017F_22E2_79B0) == "017f22e2-79b0-70c6-98c4-dc0c0c07398f")
        #expect(generator.next(nowMilliseconds: 0x017F_22E2_79B0) == "017f22e2-79b0-70c7-98c4-dc0c0c07398f")
        #expect(generator.next(nowMilliseconds: 0x017F_22E2_79B1) == "017f22e2-79b1-70c6-98c4-dc0c0c07398f")
    }

    @Test("makes what other parsers take for a version 7 UUID")
    func isAUUID() throws {
        let generator = UUIDv7Generator()
        for _ in 0..<1_000 {
            let text = generator.next(nowMilliseconds: 1_790_000_000_000)
            let uuid = try #require(UUID(uuidString: text))
            #expect(uuid.uuidString.lowercased() == text)
            #expect(uuid.uuid.6 >> 4 == 7 && uuid.uuid.8 >> 6 == 2)
        }
    }

    @Test("goes up within a millisecond, past the counter's end, and when the clock is set back")
    func monotonic() {
        for seed in [UInt64.min, .max, 0x8000_0000_0000_0000] {
            let generator = UUIDv7Generator(random: { seed })
            var last = ""
            for step in 0..<20_000 {
                let now: Int64 = step < 10_000 ? 1_790_000_000_000 : 1_789_999_000_000
                let next = generator.next(nowMilliseconds: now)
                #expect(next > last)
                last = next
            }
            // 20,000 ids take at most 20,000 / 2,048 = 9.8 milliseconds of lead.
            let next = generator.next(nowMilliseconds: 1_790_000_000_010)
            #expect(next > last)
            #expect(next.hasPrefix("01a0c450-6c0a"))
        }
    }

    @Test("takes any time that an Int64 can hold", arguments: [Int64.min, -1, 0, 1, 1 << 48, .max])
    func extremes(now: Int64) {
        #expect(UUID(uuidString: UUIDv7Generator().next(nowMilliseconds: now)) != nil)
    }

    @Test("gives every thread its own ids, each thread's in order")
    func concurrentUse() async {
        let generator = UUIDv7Generator()
        let all = await withTaskGroup(of: [String].self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<5_000).map { _ in generator.next(nowMilliseconds: 1_790_000_000_000) } }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(all.joined()).count == 40_000)
        for ids in all { #expect(ids == ids.sorted()) }
    }
}
