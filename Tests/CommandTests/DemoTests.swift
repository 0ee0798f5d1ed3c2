import Inventory
import Sync
import Testing

@testable import Sandbox
@testable import syncstate

@Suite struct DemoTests {
    private let start = ContinuousClock.now
    private let time = Timestamp(millisecondsSinceEpoch: 1_700_000_000_000)

    private func level(_ sku: String, _ physical: Int64, suspense: Int64 = 0) -> Level {
        Level(sku: SKU(stored: sku), physical: physical, suspense: suspense, tracked: true, updatedAt: time)
    }

    /// A sale of two mugs at demo-north, told to both others.
    private func story() -> DemoModel {
        var model = DemoModel()
        model.committed([.inventory(level("MUG", 80), cause: "count", txId: "t0")], at: start, time: time)
        let sale = start + .seconds(1)
        model.committed([.inventory(level("MUG", 78), cause: "order", txId: "t1")], at: sale, time: time)
        model.heard(delivered("t1", "orders/create", took: .milliseconds(3)), at: sale + .milliseconds(3))
        model.heard(.told(sink: "pos", sku: "MUG", count: 78, version: 2), at: sale + .milliseconds(5))
        model.heard(.written(shop: "demo-south.myshopify.com", sku: "MUG", to: 78), at: sale + .milliseconds(40))
        return model
    }

    private func delivered(
        _ id: String,
        _ topic: String,
        took: Duration = .zero,
        status: Int? = 200,
        isRepeat: Bool = false
    ) -> SandboxEvent {
        .delivered(
            SandboxEvent.Delivery(
                shop: "demo-north.myshopify.com",
                topic: topic,
                webhookId: id,
                isRepeat: isRepeat,
                attempt: 0,
                status: status,
                took: took,
                failure: nil
            )
        )
    }

    @Test func anEventKnowsWhatItDidAndWhoWasTold() throws {
        let event = try #require(story().events.last)
        #expect(event.changes == [DemoModel.Change(sku: "MUG", before: 80, after: 78)])
        #expect(
            event.delivery == DemoModel.Delivery(channel: "demo-north", topic: "orders/create", took: .milliseconds(3))
        )
        #expect(event.tellings.map(\.channel) == ["pos", "demo-south"])
        #expect(event.tellings.map(\.after) == [.milliseconds(5), .milliseconds(40)])
        #expect(
            DemoWords(event: event).line
                == "22:13:20 demo-north orders/create: MUG 80 → 78; answered in 3.0 ms; told pos 78 in 5.0 ms · demo-south 78 in 40 ms"
        )
    }

    @Test func oneEventOfSeveralMovementsIsOneChange() throws {
        var model = story()
        let changes: [ChangeEvent] = [
            .inventory(level("MUG", 78, suspense: 0), cause: "suspense", txId: "t2"),
            .inventory(level("MUG", 75), cause: "order", txId: "t2"),
        ]
        model.committed(changes, at: start, time: time)
        #expect(model.events.last?.changes == [DemoModel.Change(sku: "MUG", before: 78, after: 75)])
        #expect(model.totals.changes == 3)
    }

    @Test func whatWasSeenBeforeIsNoNews() throws {
        var model = story()
        model.committed([.inventory(level("MUG", 78), cause: "order", txId: "t3")], at: start, time: time)
        model.heard(.told(sink: "pos", sku: "MUG", count: 78, version: 3), at: start)
        let event = try #require(model.events.last)
        #expect(event.tellings.isEmpty)
        #expect(DemoWords(event: event).line.contains("MUG 78 already seen"))
    }

    @Test func deliveriesAreCountedByWhatBecameOfThem() {
        var model = story()
        model.heard(delivered("t1", "orders/create", isRepeat: true), at: start)
        model.heard(delivered("t9", "orders/create", status: 503), at: start)
        model.heard(delivered("t9", "orders/create", status: nil), at: start)
        #expect(model.totals == DemoModel.Totals(deliveries: 4, repeats: 1, failures: 2, changes: 2, told: 2))
    }

    @Test func oldEventsAreForgotten() {
        var model = DemoModel()
        for number in 1...1000 {
            let change = ChangeEvent.inventory(level("MUG", Int64(number)), cause: "count", txId: "\(number)")
            model.committed([change], at: start, time: time)
        }
        #expect(model.events.count == 200 && model.events.last?.txId == "1000")
        #expect(model.totals.changes == 1000)
    }

    @Test(arguments: [(80, 24), (100, 32), (200, 60), (20, 10), (1, 1)])
    func aPictureFitsItsTerminal(columns: Int, rows: Int) {
        var model = story()
        for number in 1...100 {
            let change = ChangeEvent.inventory(
                level("SKU-\(number % 12)", 5),
                cause: "a long cause",
                txId: "x\(number)"
            )
            model.committed([change], at: start, time: time)
        }
        let picture = DemoPicture(
            model: model,
            size: TerminalSize(columns: columns, rows: rows),
            address: "http://127.0.0.1:3000",
            key: String(repeating: "k", count: 48),
            running: .seconds(61)
        )
        let lines = picture.lines()
        #expect(lines.allSatisfy { $0.text.count <= columns })
        #expect(lines.count <= max(rows, 1))
    }

    @Test func aPictureShowsTheStory() {
        let picture = DemoPicture(
            model: story(),
            size: TerminalSize(columns: 80, rows: 24),
            address: "http://127.0.0.1:3000",
            key: "the-key",
            running: .seconds(61)
        )
        let text = picture.lines().map(\.text).joined(separator: "\n")
        for words in ["http://127.0.0.1:3000", "the-key", "1:01", "80 → 78", "pos 78 in 5.0 ms", "webhooks/send"] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test func linesComeOnceAndNotTooFast() {
        let printer = DemoPrinter()
        let model = story()
        #expect(printer.lines(of: model, now: start).isEmpty)
        #expect(printer.lines(of: model, now: start + .seconds(3)).count == 2)
        #expect(printer.lines(of: model, now: start + .seconds(4)).isEmpty)
        var more = model
        for number in 1...5 {
            let change = ChangeEvent.inventory(level("MUG", Int64(number)), cause: "count", txId: "x\(number)")
            more.committed([change], at: start + .seconds(2), time: time)
        }
        #expect(printer.lines(of: more, now: start + .milliseconds(3100)).isEmpty)
        let lines = printer.lines(of: more, now: start + .seconds(5))
        #expect(lines.isEmpty, "they were skipped, and are counted with the next")
    }

    /// A scene after the story, with two things that happened.
    private func scene() -> DemoModel {
        var model = story()
        model.heard(.refusedStale(shop: "demo-south.myshopify.com", items: 1), at: start)
        model.began("a race")
        model.went("somebody was faster")
        model.went("corrected")
        return model
    }

    @Test(arguments: [(80, 24, true), (80, 20, false)])
    func aSceneIsShownWholeWhereThereIsRoom(columns: Int, rows: Int, isWhole: Bool) {
        var model = scene()
        func text() -> String {
            DemoPicture(
                model: model,
                size: TerminalSize(columns: columns, rows: rows),
                address: "http://127.0.0.1:3000",
                key: "the-key",
                running: .zero
            ).lines().map(\.text).joined(separator: "\n")
        }
        #expect(text().contains("SCENE a race") && text().contains("  corrected") && text().contains("1 stale"))
        #expect(text().contains("somebody was faster") == isWhole)
        #expect(!text().contains("as it should be"))
        model.ended(.badly)
        #expect(text().contains("not as it should be"))
    }

    @Test func aSceneIsSaidLineByLineAndOnce() {
        let printer = DemoPrinter()
        var model = scene()
        #expect(
            printer.lines(of: model, now: start) == ["Scene: a race", "  somebody was faster", "  corrected"]
        )
        model.ended(.well)
        model.began("another")
        #expect(printer.lines(of: model, now: start) == ["  As it should be.", "Scene: another"])
        #expect(printer.lines(of: model, now: start).isEmpty)
        #expect(model.totals.scenes == 1 && model.totals.failedScenes == 0)
    }

    @Test(
        arguments: [
            (0, 0, false, 5, nil), (2, 0, false, 5, "nobody explained"), (0, 1, false, 5, "nobody explained"),
            (0, 0, true, 5, "contested"), (0, 0, false, 4, "shows 4 of MUG, not 5"),
            (0, 0, false, nil, "shows nothing"),
        ] as [(Int64, Int64, Bool, Int64?, String?)]
    )
    func whatIsUnexplainedOrWrongAtTheEndIsNamed(
        missing: Int64,
        surplus: Int64,
        contested: Bool,
        shown: Int64?,
        words: String?
    ) {
        let channel = DemoRow.Channel(
            channelId: "demo-north",
            unexplained: surplus - missing,
            missing: missing,
            surplus: surplus,
            contested: contested,
            target: 5
        )
        let trouble = channel.trouble(showing: shown, of: "MUG")
        #expect(words.map { trouble?.contains($0) == true } ?? (trouble == nil))
    }
}
