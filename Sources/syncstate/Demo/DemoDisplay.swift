import Foundation

/// Where the demo is watched.
protocol DemoDisplay: Sendable {
    func begin()
    /// What it looks like now; called several times a second.
    func show(_ model: DemoModel, running: Duration)
    /// The terminal is as it was before; also after a sudden end.
    func end()
}

/// The whole terminal, redrawn in place.
struct ScreenDisplay: DemoDisplay {
    let screen = TerminalScreen()
    let address: String
    let key: String

    func begin() { screen.enter() }

    func show(_ model: DemoModel, running: Duration) {
        let picture = DemoPicture(model: model, size: screen.size, address: address, key: key, running: running)
        screen.draw(picture.lines())
    }

    func end() { screen.leave() }
}

/// Lines for a pipe or a log, at a rate that can be read.
final class LineDisplay: DemoDisplay {
    private let printer: DemoPrinter

    init(address: String, key: String) {
        printer = DemoPrinter()
        StandardOutput.print("SyncState demo at \(address)")
        StandardOutput.print("Admin key: \(key)")
        StandardOutput.print("Try it: webhooks/send orders/create --sku MUG-WHITE --quantity 3")
    }

    func begin() {}

    func show(_ model: DemoModel, running: Duration) {
        for line in printer.lines(of: model, now: .now) { StandardOutput.print(line) }
    }

    func end() {}
}
