"""Server-Sent Events: what changed, as it changes, and again from where one stopped."""

import http.client
import json
import threading
import uuid

from harness import eventually


class Stream:
    """One open `/v1/events`; events gather in `events` as (id, type, data)."""

    def __init__(self, client, last=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=60)
        headers = {"Authorization": f"Bearer {client.token}", "Accept": "text/event-stream"} | client.fixed
        if last is not None:
            headers["Last-Event-ID"] = last
        self.connection.request("GET", "/v1/events", headers=headers)
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200, self.answer.read()
        assert self.answer.getheader("Content-Type").startswith("text/event-stream")
        self.events = []
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        event = {}
        try:
            while line := self.answer.readline():
                name, _, value = line.decode().rstrip("\r\n").partition(":")
                if name and value:
                    event[name] = event.get(name, "") + value.removeprefix(" ")
                elif not name and not value:
                    if "data" in event:
                        self.events.append((event.get("id"), event.get("event"), json.loads(event["data"])))
                    event = {}
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            return

    def about(self, sku):
        return [event for event in list(self.events) if sku in json.dumps(event[2], ensure_ascii=False)]

    def close(self):
        if self.connection.sock:
            self.connection.sock.shutdown(2)
        self.connection.close()


def test_changes_arrive_as_they_happen(api, merchant, sink, channel):
    stream = Stream(api)
    sku = merchant.counts(5)
    eventually(lambda: sink.shows(sku, 5), "the count arrived at the sink")
    kinds = eventually(
        lambda: (lambda k: k if len(k) >= 3 else None)({event[1].split(".")[0] for event in stream.about(sku)}),
        "the inventory, the alert and the broadcast are told",
    )
    assert {"inventory", "alert", "broadcast"} <= kinds
    assert all(event[0] for event in stream.events), "every event has an id"
    stream.close()


def test_a_stream_resumes_where_it_stopped(api, merchant):
    stream = Stream(api)
    first, missed = merchant.counts(50), []
    eventually(lambda: stream.about(first), "the first change is told")
    last = stream.events[-1][0]
    stream.close()
    missed = [merchant.counts(50) for _ in range(5)]
    again = Stream(api, last=last)
    for sku in missed:
        eventually(lambda sku=sku: again.about(sku), "what was missed is told")
    assert again.about(first) == [] or all(event[0] != last for event in again.about(first))
    told = [sku for event in list(again.events) for sku in missed if event in again.about(sku)]
    assert [sku for n, sku in enumerate(told) if sku not in told[:n]] == missed, "in their order"
    later = merchant.counts(50)
    eventually(lambda: again.about(later), "and it goes on live")
    again.close()


def test_a_stream_survives_an_id_it_does_not_know(api, merchant):
    for last in ("nonsense", "", "99999999999999999999999", "-1"):
        stream = Stream(api, last=last)
        sku = merchant.counts(50)
        eventually(lambda stream=stream, sku=sku: stream.about(sku), "changes are told")
        stream.close()


def test_a_stream_tells_its_own_tenant_only(api, merchant):
    tenant = f"t-{uuid.uuid4().hex[:8]}"
    api.put(f"/v1/tenants/{tenant}", {"name": "Other"}).expect(200)
    theirs, mine = Stream(api.as_(api.token, X_Tenant_Id=tenant)), Stream(api)
    sku = merchant.counts(50)
    marker = f"marker-{uuid.uuid4().hex[:8]}"
    api.as_(api.token, X_Tenant_Id=tenant).put(f"/v1/inventory/{marker}", {"physical": 50}).expect(200)
    eventually(lambda: mine.about(sku) and theirs.about(marker), "each hears its own")
    assert theirs.about(sku) == [] and mine.about(marker) == []
    theirs.close()
    mine.close()


def test_many_listeners_hold_up_nobody(api, merchant):
    streams = [Stream(api) for _ in range(30)]
    sku = merchant.counts(50)
    for stream in streams:
        eventually(lambda stream=stream: stream.about(sku), "every listener hears it")
        stream.close()


def test_a_server_with_listeners_still_ends_gracefully(new_server):
    server = new_server()
    stream = Stream(server.client)
    server.client.put("/v1/inventory/a", {"physical": 50}).expect(200)
    eventually(lambda: stream.about("a"), "the listener hears it")
    assert server.terminate(within=30) == 0
