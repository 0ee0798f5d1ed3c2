import Inventory

/// Draws the model as lines of at most the given size.
struct DemoPicture {
    let model: DemoModel
    let size: TerminalSize
    let address: String
    let key: String
    let running: Duration

    func lines() -> [StyledLine] {
        let tableRows = max(3, min(model.available.count, (size.rows - 10 - scene.count) / 2))
        var lines = head + table(tableRows)
        lines.append(StyledLine())
        lines += scene
        lines.append(StyledLine().bold("EVENT").plain(" and what it did, newest first"))
        let room = max(0, size.rows - lines.count - foot.count)
        var drawn: [StyledLine] = []
        for event in model.events.reversed() {
            let more = self.event(event)
            guard drawn.count + more.count <= room else { break }
            drawn += more
        }
        lines += drawn + Array(repeating: StyledLine(), count: room - drawn.count) + foot
        return lines.prefix(max(1, size.rows)).map { $0.cut(to: size.columns) }
    }

    private var head: [StyledLine] {
        let totals = model.totals
        let failures = totals.failures > 0 ? " · \(totals.failures) not taken" : ""
        return [
            StyledLine().bold("SyncState demo").plain("  \(address)  ").dim("running \(Self.clock(running))"),
            StyledLine().dim("admin key ").plain(key),
            StyledLine().dim(model.places.joined(separator: " · ")),
            StyledLine().plain(
                "\(totals.deliveries) webhooks · \(totals.repeats) repeats · \(totals.echoes) echoes"
                    + " · \(totals.stale) stale writes · \(totals.changes) changes · \(totals.told) told\(failures)"
            ),
            StyledLine(),
        ]
    }

    /// The newest scene: all of it where there is room, else how it stands.
    private var scene: [StyledLine] {
        guard let scene = model.scenes.last else { return [] }
        let title = StyledLine().bold("SCENE ").plain(scene.title)
        let head =
            switch scene.ending {
            case nil: title.dim("  …")
            case .well: title.green("  as it should be")
            case .badly: title.yellow("  not as it should be")
            }
        let steps = size.rows >= Self.roomyRows ? scene.steps : Array(scene.steps.suffix(1))
        // Its place stays as large while it is played, so that the rest of the picture stands still.
        let room = size.rows >= Self.roomyRows ? max(Self.stepRows, steps.count) : 1
        let lines = steps.map { StyledLine().plain("  \($0)") }
        return [head] + lines + Array(repeating: StyledLine(), count: max(0, room - lines.count) + 1)
    }

    private static let roomyRows = 24
    private static let stepRows = 4

    private var foot: [StyledLine] {
        [
            StyledLine(),
            StyledLine().dim("Try it:  ").plain("webhooks/send orders/create --sku MUG-WHITE --quantity 3")
                .dim("   Ctrl-C ends"),
        ]
    }

    /// The SKUs that moved last, in order of their names: rows stay where they are as long as they can.
    private func table(_ rows: Int) -> [StyledLine] {
        var skus: [String] = []
        for change in model.events.reversed().flatMap(\.changes) where !skus.contains(change.sku) {
            skus.append(change.sku)
            if skus.count == rows { break }
        }
        skus += model.available.keys.sorted().filter { !skus.contains($0) }.prefix(rows - skus.count)
        let recent = Set(model.events.last?.changes.map(\.sku) ?? [])
        let heads = ["can be sold"] + DemoShops.all
        var lines = [
            StyledLine().bold(Self.left("SKU", 18)).bold(heads.map { Self.right($0, 13) }.joined())
        ]
        for sku in skus.sorted() {
            let available = model.available[sku] ?? 0
            var line = StyledLine().plain(Self.left(sku, 18))
            line =
                recent.contains(sku)
                ? line.bold(Self.right("\(available)", 13)) : line.plain(Self.right("\(available)", 13))
            for channel in DemoShops.all {
                line = line.plain(Self.right(model.shown[channel]?[sku].map { "\($0)" } ?? "–", 13))
            }
            lines.append(line)
        }
        return lines
    }

    private func event(_ event: DemoModel.Event) -> [StyledLine] {
        let words = DemoWords(event: event)
        var line = StyledLine().dim(words.time + "  ").plain(Self.left(words.source, 11)).plain(
            Self.left(words.what, 18)
        )
        for change in event.changes {
            guard change.before != change.after else {
                line = line.dim(" \(change.sku) \(change.after) already seen")
                continue
            }
            line = line.plain(" \(change.sku) \(change.before) → ")
            line = change.after < change.before ? line.yellow("\(change.after)") : line.green("\(change.after)")
        }
        let outcome = [words.answered, words.told].compactMap(\.self).joined(separator: " → ")
        let single = line.dim("  \(outcome)")
        if single.text.count <= size.columns { return [single] }
        return outcome.isEmpty ? [line] : [line, StyledLine().dim("          \(outcome)")]
    }

    private static func left(_ text: String, _ width: Int) -> String {
        text.count < width ? text + String(repeating: " ", count: width - text.count) : "\(text) "
    }

    private static func right(_ text: String, _ width: Int) -> String {
        text.count < width ? String(repeating: " ", count: width - text.count) + text : " \(text)"
    }

    private static func clock(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        return "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
    }
}
