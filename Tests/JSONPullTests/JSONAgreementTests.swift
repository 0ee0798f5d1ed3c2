import Foundation
import JSONPull
import SeededRandom
import Testing

@Suite("Agreement with JSONSerialization")
struct JSONAgreementTests {
    @Test("on Shopify's payloads")
    func payloads() throws {
        let documents = try fixtures()
        #expect(documents.count >= 7)
        for (name, bytes) in documents {
            let other = try #require(foundationTree(bytes), "\(name)")
            #expect(try JSONTree(bytes).isSame(as: other), "\(name)")
            try JSONReader.validate(bytes)
        }
    }

    @Test("on random documents", arguments: 0..<8)
    func random(batch: UInt64) throws {
        for seed in batch * 250..<(batch + 1) * 250 {
            let bytes = RandomDocument.make(seed: seed)
            let other = try #require(foundationTree(bytes), "seed \(seed)")
            let same = try JSONTree(bytes).isSame(as: other)
            #expect(same, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
            try JSONReader.validate(bytes)
        }
    }
}

@Suite("Mutated documents")
struct JSONMutationTests {
    /// Twenty thousand in all.
    @Test("never crash the reader, and are let in only if they are UTF-8 and JSON", arguments: 0..<10)
    func mutations(batch: UInt64) throws {
        var generator = SeededGenerator(seed: 0xF00D + batch)
        let documents = try fixtures().map(\.bytes).filter { $0.count < 1_000 }
        #expect(!documents.isEmpty)
        var accepted = 0
        for round in 0..<2_000 {
            let seed = UInt64.random(in: 0..<10_000, using: &generator)
            var bytes = RandomDocument.make(seed: seed)
            if round.isMultiple(of: 20), let document = documents.randomElement(using: &generator) { bytes = document }
            mutate(&bytes, using: &generator)
            let message: Comment = "batch \(batch), round \(round): \(String(decoding: bytes, as: UTF8.self))"
            let other = foundationTree(bytes)
            if let error = verdict(on: bytes) {
                // JSONSerialization lets a comma before a closing bracket pass; RFC 8259 does not.
                let isTrailingComma = error.problem == .malformed(.unexpected(UInt8(ascii: "]"), expected: .value))
                #expect(other == nil || isTrailingComma, message)
            } else {
                accepted += 1
                #expect(String(validating: bytes, as: UTF8.self) != nil, message)
                let isJSON = try other != nil || JSONTree(bytes).hasHugeNumber
                #expect(isJSON, message)
            }
        }
        // Some mutations do no harm; none or all would mean that nothing was tried.
        #expect((20..<1_980).contains(accepted))
    }

    private func verdict(on bytes: [UInt8]) -> JSONError? {
        var errors: [JSONError?] = []
        for read in [{ _ = try JSONTree(bytes) }, { try JSONReader.validate(bytes) }] as [() throws -> Void] {
            do {
                try read()
                errors.append(nil)
            } catch {
                errors.append(error as? JSONError)
                #expect(error is JSONError)
            }
        }
        // Reading and skipping find the same fault; the path is text, so it is built from whatever bytes there were.
        #expect(errors[0] == errors[1])
        if let offset = errors[0]?.offset { #expect((0...bytes.count).contains(offset)) }
        return errors[0]
    }

    private func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 2: bytes.removeSubrange(index...)
            case 3: bytes.remove(at: index)
            case 4: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &generator)], at: index)
            default: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &generator))
            }
        }
    }

    @Test("are refused when cut anywhere")
    func truncation() throws {
        for (name, bytes) in try fixtures() where bytes.count < 3_000 {
            let end = bytes.lastIndex { $0 > 0x20 } ?? 0
            for count in 0..<end {
                #expect(throws: JSONError.self, "\(name), \(count)") { try JSONReader.validate(Array(bytes[..<count])) }
            }
        }
    }
}
