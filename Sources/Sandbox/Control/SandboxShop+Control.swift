import HTTPTypes
import NIOConcurrencyHelpers

// What happens in the shop, on command: `/sandbox/…`, for tests and scripts.
extension SandboxShop {
    /// Nil for a path that is none of these.
    func control(_ request: LoopbackListener.Request) -> LoopbackListener.Reply? {
        let path = request.path.split(separator: "/").map(String.init)
        guard path.first == "sandbox" else { return nil }
        do throws(ControlFailure) {
            try Self.checkCaller(request)
            return .json(try perform(request.method, Array(path.dropFirst()), request.body))
        } catch {
            return error.reply
        }
    }

    /// A page that somebody has open must not be able to command a sandbox: browsers name the host that they were sent to,
    /// and ask before they send JSON to another.
    private static func checkCaller(_ request: LoopbackListener.Request) throws(ControlFailure) {
        let host = request.authority.hasPrefix("[") ? "[::1]" : String(request.authority.prefix { $0 != ":" })
        guard ["127.0.0.1", "localhost", "[::1]"].contains(host) else {
            throw ControlFailure(status: 403, message: "a sandbox is commanded by the name 127.0.0.1 or localhost only")
        }
        guard request.method == "GET" || request.headers[.contentType]?.hasPrefix("application/json") == true else {
            throw ControlFailure(status: 415, message: "say Content-Type: application/json")
        }
    }

    private func perform(_ method: String, _ path: [String], _ body: [UInt8]) throws(ControlFailure) -> JSONValue {
        switch (method, path.first, path.count) {
        case ("GET", nil, _): return description
        case ("GET", "levels", 1): return levelTable
        case ("GET", "orders", 1): return orderTable
        case ("GET", "events", 1): return journal.events(after: 0)
        case ("GET", "events", 2):
            guard let number = Int64(path[1]) else { throw .invalid("/sandbox/events/NUMBER wants a whole number") }
            return journal.events(after: number)
        case ("POST", "sell", 1): return try sell(body)
        case ("POST", "edit", 1): return try edit(body)
        case ("POST", "refund", 1): return try refund(body)
        case ("POST", "cancel", 1): return try cancel(body)
        case ("POST", "fulfil", 1): return try fulfil(body)
        case ("POST", "edit-order", 1): return try editOrder(body)
        case ("POST", "faults", 1): return try addFaults(body)
        case ("DELETE", "faults", 1):
            faults.withLockedValue { $0 = [] }
            return ["pending": 0]
        case ("GET", "webhooks", 1): return behaviour.json
        case ("PUT", "webhooks", 1):
            set(try behaviour.changed(by: body))
            return behaviour.json
        default:
            throw ControlFailure(
                status: 404,
                message: "commands are GET /sandbox, /sandbox/levels, /sandbox/orders, /sandbox/events/NUMBER, "
                    + "/sandbox/webhooks; POST /sandbox/sell, edit, refund, cancel, fulfil, edit-order, faults; "
                    + "PUT /sandbox/webhooks; DELETE /sandbox/faults"
            )
        }
    }

    private func addFaults(_ body: [UInt8]) throws(ControlFailure) -> JSONValue {
        let (fault, count) = try AdminFault.read(body)
        let pending = try faults.withLockedValue { pending -> Result<Int, ControlFailure> in
            guard pending.count + count <= Self.maximumFaults else {
                return .failure(.invalid("at most \(Self.maximumFaults) faults wait at once"))
            }
            pending += Array(repeating: fault, count: count)
            return .success(pending.count)
        }.get()
        return ["pending": .integer(Int64(pending))]
    }

    private static let maximumFaults = 10_000
}

// Orders and shelves.
extension SandboxShop {
    private func sell(_ bytes: [UInt8]) throws(ControlFailure) -> JSONValue {
        let body = try ControlBody(bytes, known: ["lines", "sku", "quantity", "oversell"])
        let lines = try body.lines()
        let isOverselling = try body.flag("oversell", default: false)
        return order(try carryOut { () throws(SandboxRefusal) in try sell(lines, overselling: isOverselling) })
    }

    private func edit(_ bytes: [UInt8]) throws(ControlFailure) -> JSONValue {
        let body = try ControlBody(bytes, known: ["sku", "available", "delta"])
        let sku = try body.text("sku")
        guard body.has("available") != body.has("delta") else { throw .invalid("give \"available\" or \"delta\"") }
        if body.has("delta") {
            let delta = try body.number("delta")
            try carryOut { () throws(SandboxRefusal) in try adjust(sku, by: delta) }
        } else {
            let available = try body.number("available")
            try carryOut { () throws(SandboxRefusal) in try edit(sku, to: available) }
        }
        let available = try carryOut { () throws(SandboxRefusal) in try self.available(sku) }
        return ["sku": .string(sku), "available": .integer(available)]
    }

    private func refund(_ bytes: [UInt8]) throws(ControlFailure) -> JSONValue {
        let body = try ControlBody(bytes, known: ["orderId", "sku", "quantity", "restock", "note"])
        let orderId = try body.number("orderId")
        let sku = try body.text("sku")
        let quantity = body.has("quantity") ? try body.number("quantity") : 1
        guard let restock = SandboxRestock(rawValue: body.has("restock") ? try body.text("restock") : "return") else {
            let kinds = SandboxRestock.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid("\"restock\" must be one of \(kinds)")
        }
        let note = body.has("note") ? try body.text("note") : nil
        try carryOut { () throws(SandboxRefusal) in
            try refund(orderId, sku: sku, quantity: quantity, restock: restock, note: note)
        }
        return order(orderId)
    }

    private func cancel(_ bytes: [UInt8]) throws(ControlFailure) -> JSONValue {
        let body = try ControlBody(bytes, known: ["orderId", "restock"])
        let orderId = try body.number("orderId")
        let isPutBack = try body.flag("restock", default: true)
        try carryOut { () throws(SandboxRefusal) in try cancel(orderId, restock: isPutBack) }
        return order(orderId)
    }

    private func fulfil(_ bytes: [UInt8]) throws(ControlFailure) -> JSONValue {
        let orderId = try ControlBody(bytes, known: ["orderId"]).number("orderId")
        try carryOut { () throws(SandboxRefusal) in try fulfil(orderId) }
        return order(orderId)
    }

    private func editOrder(_ bytes: [UInt8]) throws(ControlFailure) -> JSONValue {
        let body = try ControlBody(bytes, known: ["orderId", "sku", "quantity"])
        let orderId = try body.number("orderId")
        let sku = try body.text("sku")
        let quantity = try body.number("quantity")
        try carryOut { () throws(SandboxRefusal) in try editOrder(orderId, sku: sku, to: quantity) }
        return order(orderId)
    }

    private func carryOut<Result>(
        _ act: () throws(SandboxRefusal) -> Result
    ) throws(ControlFailure) -> Result {
        do throws(SandboxRefusal) {
            return try act()
        } catch {
            throw ControlFailure(error)
        }
    }
}
