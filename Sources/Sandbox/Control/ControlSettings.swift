extension AdminFault {
    /// Reads `{"kind": "status", "status": 503, "count": 3}`.
    static func read(_ bytes: [UInt8]) throws(ControlFailure) -> (fault: AdminFault, count: Int) {
        let body = try ControlBody(bytes, known: ["kind", "count", "status", "retryAfter", "html", "code"])
        let count = body.has("count") ? try body.number("count") : 1
        guard (1...1000).contains(count) else { throw .invalid("\"count\" must be from 1 to 1000") }
        let fault: AdminFault
        switch try body.text("kind") {
        case "throttled": fault = .throttled
        case "silence": fault = .silence
        case "reset": fault = .hangUp
        case "lost_reply": fault = .lostReply
        case "error": fault = .error(code: body.has("code") ? try body.text("code") : "INTERNAL_SERVER_ERROR")
        case "status":
            let status = try body.number("status")
            guard (200...599).contains(status) else { throw .invalid("\"status\" must be from 200 to 599") }
            fault = .status(
                Int(status),
                retryAfter: body.has("retryAfter") ? try body.text("retryAfter") : nil,
                isPage: try body.flag("html", default: false)
            )
        default:
            throw .invalid("\"kind\" must be throttled, status, silence, reset, lost_reply or error")
        }
        return (fault, Int(count))
    }
}

extension DeliveryBehaviour {
    /// Percentages and seconds, as commands and the command line have them.
    var json: JSONValue {
        [
            "drop": .percent(dropProbability), "duplicate": .percent(duplicateProbability),
            "reorder": .percent(delayProbability), "longestDelaySeconds": .seconds(longestDelay),
            "coalesce": .percent(coalesceProbability), "coalesceSeconds": .seconds(coalesceTime),
            "retryWithinSeconds": .seconds(firstRetry * 255),
        ]
    }

    /// With what a command says; what it does not name stays.
    func changed(by bytes: [UInt8]) throws(ControlFailure) -> DeliveryBehaviour {
        let names: Set<String> = [
            "drop", "duplicate", "reorder", "longestDelaySeconds", "coalesce", "coalesceSeconds", "retryWithinSeconds",
        ]
        let body = try ControlBody(bytes, known: names)
        func share(_ name: String, _ held: Double) throws(ControlFailure) -> Double {
            body.has(name) ? try body.amount(name, upTo: 100) / 100 : held
        }
        func time(_ name: String, _ held: Duration) throws(ControlFailure) -> Duration {
            body.has(name) ? .milliseconds(Int64(try body.amount(name, upTo: 86_400) * 1000)) : held
        }
        var changed = self
        changed.dropProbability = try share("drop", dropProbability)
        changed.duplicateProbability = try share("duplicate", duplicateProbability)
        changed.delayProbability = try share("reorder", delayProbability)
        changed.coalesceProbability = try share("coalesce", coalesceProbability)
        changed.longestDelay = try time("longestDelaySeconds", longestDelay)
        changed.coalesceTime = try time("coalesceSeconds", coalesceTime)
        if body.has("retryWithinSeconds") { changed.retry(within: try time("retryWithinSeconds", .zero)) }
        return changed
    }
}

extension JSONValue {
    fileprivate static func percent(_ probability: Double) -> JSONValue {
        .decimal("\((probability * 1000).rounded() / 10)")
    }

    fileprivate static func seconds(_ duration: Duration) -> JSONValue {
        let (seconds, attoseconds) = duration.components
        return .decimal("\((Double(seconds) + Double(attoseconds) / 1e18).rounded(toPlaces: 3))")
    }
}

extension Double {
    fileprivate func rounded(toPlaces places: Int) -> Double {
        let factor = (0..<places).reduce(1.0) { product, _ in product * 10 }
        return (self * factor).rounded() / factor
    }
}
