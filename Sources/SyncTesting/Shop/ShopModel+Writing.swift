package import Inventory

extension ShopModel {
    package struct Write: Hashable, Sendable {
        package let itemId: Int64
        package let from: Int64
        package let to: Int64

        package init(itemId: Int64, from: Int64, to: Int64) {
            self.itemId = itemId
            self.from = from
            self.to = to
        }
    }

    package enum SetAnswer: Hashable, Sendable {
        case written(at: Timestamp)
        /// These showed another value; nothing was written.
        case stale([Int64])
        /// The key failed before.
        case spentKey
    }

    /// Writes all of them or none. A key that has succeeded answers again what it answered, and one that has failed is
    /// spent.
    package mutating func set(_ writes: [Write], key: String) -> SetAnswer {
        switch answered[key] {
        case .written(let moment): return .written(at: moment)
        case .stale, .spentKey: return .spentKey
        case nil: break
        }
        let stale = writes.filter { available($0.itemId) != $0.from }.map(\.itemId)
        guard stale.isEmpty else {
            answered[key] = .stale(stale)
            return .stale(stale)
        }
        for write in writes { move(write.itemId, by: write.to - write.from) }
        let answer = SetAnswer.written(at: second)
        answered[key] = answer
        return answer
    }

    /// Lets the shop forget a key, as after its 24 hours, or as a fault.
    package mutating func forgetKey(_ key: String) {
        answered[key] = nil
    }
}
