import Sandbox

/// Stages between the customers, one after the other, what other tools get wrong.
struct DemoDirector: Sendable {
    /// Nobody else touches these, so that every number of a scene is its own.
    static let skus: Set<String> = [tied, recounted, lost, doubled]

    static let tied = "NOTEBOOK-A5"
    static let recounted = "BOTTLE-STEEL"
    static let lost = "TOTE-CANVAS"
    static let doubled = "CAP-NAVY"

    let stage: DemoStage
    let watch: DemoWatch
    let api: APIClient
    /// No scene begins later; nil: they go on.
    let closing: ContinuousClock.Instant?

    private static let pause = Duration.seconds(2)
    static let patience = Duration.seconds(60)
    static let glance = Duration.milliseconds(50)
    /// Whoever contradicts us about one item a fourth time within an hour is taken for an automaton, and a person is asked:
    /// the demo keeps below that.
    private static let mostEdits = 3

    var north: SandboxShop { stage.shops[0] }
    var south: SandboxShop { stage.shops[1] }

    /// Plays at least the first scene.
    func run() async throws {
        var round = 0
        while true {
            for scene in scenes(round) {
                if let closing, watch.model.totals.scenes > 0, ContinuousClock.now >= closing { return }
                try await play(scene)
                try await Task.sleep(for: Self.pause)
            }
            round += 1
        }
    }

    private typealias Scene = (title: String, play: @Sendable () async throws -> Void)

    private func scenes(_ round: Int) -> [Scene] {
        var scenes: [Scene] = [
            ("a sale in one shop while another is told its count", { try await saleDuringBroadcast() }),
            ("every webhook of a sale delivered twice", { try await deliveredTwice() }),
            ("no webhook of a sale delivered", { try await webhooksLost() }),
        ]
        // By turns in either shop.
        if round < Self.mostEdits * stage.shops.count {
            let shop = stage.shops[round % stage.shops.count]
            scenes.insert(("a person corrects a count in a shop", { try await editByHand(shop) }), at: 1)
        }
        return scenes
    }

    private func play(_ scene: Scene) async throws {
        watch.began(scene.title)
        do {
            try await scene.play()
            watch.ended(.well)
        } catch let failure as SceneFailure {
            watch.went(failure.what)
            watch.ended(.badly)
        }
    }

    /// Waits until every channel shows the formula's count of `sku` and nothing about it is unexplained.
    func agreement(on sku: String) async throws -> DemoRow {
        try await become("every channel shows the right count of \(sku)") {
            let row = try await api.demoRow(sku)
            let shown = stage.shown
            let isQuiet = row.channels.allSatisfy { $0.trouble(showing: shown[$0.channelId]?[sku], of: sku) == nil }
            return isQuiet ? row : nil
        }
    }

    /// Waits for what must come.
    func become<Value: Sendable>(_ what: String, _ look: () async throws -> Value?) async throws -> Value {
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            if let value = try await look() { return value }
            try await Task.sleep(for: Self.glance)
        }
        throw SceneFailure(what: "it took too long until \(what)")
    }

    func require(_ condition: Bool, _ otherwise: String) throws {
        guard condition else { throw SceneFailure(what: otherwise) }
    }
}

/// A scene did not go as it must.
struct SceneFailure: Error {
    let what: String
}
