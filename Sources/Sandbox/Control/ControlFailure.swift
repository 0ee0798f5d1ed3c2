/// Why a command to a sandbox is not carried out.
struct ControlFailure: Error, Sendable {
    let status: Int
    let message: String

    static func invalid(_ message: String) -> ControlFailure { ControlFailure(status: 400, message: message) }

    init(status: Int, message: String) {
        self.status = status
        self.message = message
    }

    init(_ refusal: SandboxRefusal) {
        switch refusal {
        case .noSuchItem(let sku): self.init(status: 404, message: "the shop has no \(sku)")
        case .noSuchOrder(let id): self.init(status: 404, message: "the shop has no order \(id)")
        case .outOfStock(let sku, let available):
            self.init(status: 409, message: "\(available) of \(sku) are left; \"oversell\": true sells all the same")
        case .nothingLeft(let id): self.init(status: 409, message: "that much is not left of order \(id)")
        case .invalidQuantity(let quantity):
            self.init(status: 400, message: "\(quantity) is no quantity for this")
        }
    }

    var reply: LoopbackListener.Reply { .json(["error": .string(message)], status: status) }
}

/// A command's body: members by name, and a clear word where one is not what it should be.
struct ControlBody {
    private let value: JSONValue

    /// An empty body is an empty object. `known` are all members that the command has.
    init(_ bytes: [UInt8], known: Set<String>) throws(ControlFailure) {
        guard !bytes.isEmpty else {
            value = [:]
            return
        }
        guard case .success(let value) = Result(catching: { try JSONValue(bytes) }), case .object(let members) = value
        else { throw .invalid("the body must be a JSON object") }
        for member in members where !known.contains(member.name) {
            throw .invalid("there is no \"\(member.name)\" here; known are \(known.sorted().joined(separator: ", "))")
        }
        self.value = value
    }

    private init(_ value: JSONValue) {
        self.value = value
    }

    func has(_ name: String) -> Bool { value[name] != .null }

    func text(_ name: String) throws(ControlFailure) -> String {
        guard let text = value[name].text, !text.isEmpty else { throw .invalid("\"\(name)\" must be a text") }
        return text
    }

    func number(_ name: String) throws(ControlFailure) -> Int64 {
        guard let number = value[name].number else { throw .invalid("\"\(name)\" must be a whole number") }
        return number
    }

    func flag(_ name: String, default standard: Bool) throws(ControlFailure) -> Bool {
        switch value[name] {
        case .null: return standard
        case .bool(let flag): return flag
        default: throw .invalid("\"\(name)\" must be true or false")
        }
    }

    /// Of 0 to `maximum`, fractions too.
    func amount(_ name: String, upTo maximum: Double) throws(ControlFailure) -> Double {
        let amount: Double? =
            switch value[name] {
            case .integer(let number): Double(number)
            case .decimal(let text): Double(text)
            default: nil
            }
        guard let amount, (0...maximum).contains(amount) else {
            throw .invalid("\"\(name)\" must be a number from 0 to \(Int(maximum))")
        }
        return amount
    }

    /// `lines`, or the members `sku` and `quantity` as the only line.
    func lines() throws(ControlFailure) -> [(sku: String, quantity: Int64)] {
        guard has("lines") else { return [(try text("sku"), has("quantity") ? try number("quantity") : 1)] }
        guard let lines = value["lines"].elements, !lines.isEmpty else {
            throw .invalid("\"lines\" must be a list of {\"sku\", \"quantity\"}")
        }
        var taken: [(sku: String, quantity: Int64)] = []
        for line in lines.map(ControlBody.init(_:)) {
            taken.append((try line.text("sku"), line.has("quantity") ? try line.number("quantity") : 1))
        }
        return taken
    }
}
