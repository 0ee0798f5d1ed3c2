import NIOConcurrencyHelpers

/// Chooses which events become lines: each once, when its story is told, and not more than a few a second.
final class DemoPrinter: Sendable {
    private struct State {
        var hasSaidWhere = false
        var lastTxId: String?
        var lastLine: ContinuousClock.Instant?
        var skipped = 0
        /// The scene that was said last, by its number, and how many lines of it.
        var scene = 0
        var sceneLines = 0
    }

    /// By then everybody who is up has been told.
    private static let patience = Duration.seconds(1)
    private static let distance = Duration.milliseconds(250)

    private let state = NIOLockedValueBox(State())

    func lines(of model: DemoModel, now: ContinuousClock.Instant) -> [String] {
        state.withLockedValue { state in
            if !state.hasSaidWhere, !model.places.isEmpty {
                state.hasSaidWhere = true
                return ["Channels: \(model.places.joined(separator: ", "))"]
            }
            let scenes = Self.fresh(model.scenes, &state)
            guard scenes.isEmpty else { return scenes }
            let ripe = model.events.filter { now - $0.committed >= Self.patience }
            let known = state.lastTxId.flatMap { last in ripe.lastIndex { $0.txId == last } }
            let fresh = ripe.suffix(from: known.map { $0 + 1 } ?? 0)
            guard let newest = fresh.last else { return [] }
            state.lastTxId = newest.txId
            if let last = state.lastLine, now - last < Self.distance {
                state.skipped += fresh.count
                return []
            }
            state.lastLine = now
            let skipped = state.skipped + fresh.count - 1
            state.skipped = 0
            return (skipped > 0 ? ["(\(skipped) more)"] : []) + [DemoWords(event: newest).line]
        }
    }

    /// What was not yet said of the scenes. They are rare and come line by line, as they happen.
    private static func fresh(_ scenes: [DemoModel.Scene], _ state: inout State) -> [String] {
        var fresh: [String] = []
        for scene in scenes where scene.number >= state.scene {
            if scene.number > state.scene { (state.scene, state.sceneLines) = (scene.number, 0) }
            let lines = scene.lines
            fresh += lines.dropFirst(state.sceneLines)
            state.sceneLines = lines.count
        }
        return fresh
    }
}

extension DemoModel.Scene {
    /// Its title, what happened, and how it ended.
    fileprivate var lines: [String] {
        var lines = ["Scene: \(title)"] + steps.map { "  \($0)" }
        switch ending {
        case nil: break
        case .well: lines.append("  As it should be.")
        case .badly: lines.append("  NOT as it should be.")
        }
        return lines
    }
}
