import App
import Inventory
import NIOConcurrencyHelpers
import Sandbox
import Sync

/// Hears from the store and the stand-ins, on whatever thread they speak.
final class DemoWatch: CommitObserver {
    private let state = NIOLockedValueBox(DemoModel())
    private let clock = SystemClock()

    var model: DemoModel { state.withLockedValue { $0 } }

    func committed(_ notice: CommitNotice) {
        guard notice.tenant == .default else { return }
        let (instant, time) = (ContinuousClock.now, clock.now)
        state.withLockedValue { $0.committed(notice.events, at: instant, time: time) }
    }

    @Sendable func heard(_ event: SandboxEvent) {
        let instant = ContinuousClock.now
        state.withLockedValue { $0.heard(event, at: instant) }
    }

    func opened(_ places: [String]) {
        state.withLockedValue { $0.opened(places) }
    }

    func began(_ scene: String) {
        state.withLockedValue { $0.began(scene) }
    }

    func went(_ step: String) {
        state.withLockedValue { $0.went(step) }
    }

    func ended(_ ending: DemoModel.Scene.Ending) {
        state.withLockedValue { $0.ended(ending) }
    }

    func recognised(_ echoes: Int) {
        state.withLockedValue { $0.recognised(echoes) }
    }

    func shows(_ shown: [String: [String: Int64]]) {
        state.withLockedValue { model in
            for (channel, counts) in shown { model.shows(counts, on: channel) }
        }
    }
}
