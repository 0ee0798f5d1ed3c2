import Inventory
import Sync
import Testing

@testable import Web

struct EventHubTests {
    private let tenant = TenantID.default
    private let other = TenantID(stored: "other")

    private func hub(capacity: Int = 4, listeners: Int = 2) -> EventHub {
        EventHub(listenerLimit: listeners, startedAt: Timestamp(millisecondsSinceEpoch: 1000), capacity: capacity)
    }

    private func event(_ name: String) -> ChangeEvent { .channel(ChannelID(stored: name)) }

    private func commit(_ hub: EventHub, _ names: String..., of tenant: TenantID = .default) {
        hub.committed(CommitNotice(tenant: tenant, events: names.map(event), dirtied: []))
    }

    private func names(_ news: EventListener.News) -> [String]? {
        guard case .changes(let entries) = news else { return nil }
        return entries.map { entry in
            if case .channel(let id) = entry.event { id.value } else { "?" }
        }
    }

    @Test func tellsWhatHappensFromNowOn() throws {
        let hub = hub()
        commit(hub, "before")
        let listener = try #require(hub.listen(tenant, after: nil))
        #expect(names(listener.news()) == [])
        commit(hub, "a", "b")
        commit(hub, "theirs", of: other)
        #expect(names(listener.news()) == ["a", "b"])
        #expect(names(listener.news()) == [])
    }

    @Test func goesOnWhereAClientStopped() throws {
        let hub = hub()
        commit(hub, "a", "b", "c")
        let listener = try #require(hub.listen(tenant, after: hub.id(of: 1)))
        #expect(names(listener.news()) == ["b", "c"])
    }

    @Test func whoIsTooSlowIsToldSo() throws {
        let hub = hub(capacity: 4)
        let listener = try #require(hub.listen(tenant, after: nil))
        commit(hub, "a", "b", "c", "d")
        #expect(names(listener.news()) == ["a", "b", "c", "d"])
        commit(hub, "e", "f", "g", "h", "i")
        guard case .gap(let next) = listener.news() else {
            Issue.record("five changes do not fit into a log of four")
            return
        }
        #expect(next == 10)
        commit(hub, "j")
        #expect(names(listener.news()) == ["j"])
    }

    @Test(arguments: ["nonsense", "", "-1", "rs-0x", "zz-1", "rs-99999999999999999999", "rs-50", "rs--4"])
    func anIdThatIsNotKnownIsAGap(id: String) throws {
        let hub = hub()
        #expect(hub.id(of: 1) == "rs-1")
        commit(hub, "a")
        let listener = try #require(hub.listen(tenant, after: id))
        #expect(names(listener.news()) == nil)
        commit(hub, "b")
        #expect(names(listener.news()) == ["b"])
    }

    @Test func hasRoomForSoManyAndNoMore() throws {
        let hub = hub(listeners: 1)
        var first = hub.listen(tenant, after: nil)
        #expect(first != nil)
        #expect(hub.listen(tenant, after: nil) == nil)
        first = nil
        #expect(hub.listen(tenant, after: nil) != nil)
    }

    @Test func wakesWhoListens() async throws {
        let hub = hub()
        let listener = try #require(hub.listen(tenant, after: nil))
        commit(hub, "a")
        listener.stop()
        var signals: [EventListener.Signal] = []
        for await signal in listener.signals { signals.append(signal) }
        #expect(signals == [.news])
    }
}
