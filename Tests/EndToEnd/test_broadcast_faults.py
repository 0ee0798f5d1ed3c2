"""A receiver that fails: backoff, Retry-After, refused credentials, stalls, and a graceful end."""

import time

from harness import Merchant, Sink, caught_up, eventually

SERVER_SETTINGS = {"STALL_SECONDS": 2}


def gaps(attempts):
    return [later.when - earlier.when for earlier, later in zip(attempts, attempts[1:])]


def waits_out(api, merchant, sink, channel, answer):
    """A SKU whose count was first refused with `answer`, once, and then taken."""
    caught_up(api, sink, channel)
    sink.behave(lambda number: answer if number == 1 else None)
    sku = merchant.counts(6)
    eventually(lambda: sink.shows(sku, 6), "the count arrived", within=30)
    return sku


def test_server_errors_are_retried_with_growing_pauses(api, merchant, sink, channel):
    caught_up(api, sink, channel)
    sink.behave(lambda number: (500, {}) if number <= 4 else None)
    sku = merchant.counts(6)
    eventually(lambda: sink.shows(sku, 6), "the count arrived in the end", within=60)
    tries = sink.tried(sku)
    assert [attempt.answered for attempt in tries] == [500] * 4 + [200]
    waited = gaps(tries)
    assert waited[-1] > waited[0] and sum(waited) > 0.3, waited


def test_a_broken_connection_is_retried(api, merchant, sink, channel):
    api.put(f"/v1/channels/{channel}", sink.channel(url="http://127.0.0.1:9/closed")).expect(200)
    sku = merchant.counts(5)
    eventually(lambda: api.get(f"/v1/channels/{channel}").data["lastError"], "the channel says what is wrong")
    assert api.get(f"/v1/channels/{channel}").data["status"] == "failing"
    assert api.get(f"/v1/channels/{channel}").data["dirty"] >= 1
    api.put(f"/v1/channels/{channel}", sink.channel()).expect(200)
    eventually(lambda: sink.shows(sku, 5), "the count arrived at the new address", within=60)
    eventually(lambda: api.get(f"/v1/channels/{channel}").data["status"] == "ok", "the channel is well again")


def test_retry_after_is_honoured(api, merchant, sink, channel):
    sku = waits_out(api, merchant, sink, channel, (503, {"Retry-After": "3"}))
    first, second = sink.tried(sku)[-2:]
    assert first.answered == 503 and second.when - first.when >= 2.9


def test_too_many_requests_are_waited_out(api, merchant, sink, channel):
    sku = waits_out(api, merchant, sink, channel, (429, {"Retry-After": "2"}))
    first, second = sink.tried(sku)[-2:]
    assert first.answered == 429 and second.when - first.when >= 1.9


def test_what_is_sent_again_is_the_newest_count(merchant, sink, channel):
    sink.behave(lambda number: (500, {}) if number <= 2 else None)
    sku = merchant.counts(50)
    eventually(lambda: len(sink.tried(sku)) >= 1, "a first try")
    merchant.adjusts(sku, -7)
    eventually(lambda: sink.shows(sku, 43), "the newest count arrived", within=60)
    assert sink.told(sku) in ([43], [50, 43])


def test_refused_credentials_pause_the_channel_and_new_ones_lift_it(api, merchant, sink, channel):
    for status in (401, 403):
        sink.behave(lambda number, status=status: (status, {}))
        sku = merchant.counts(5)
        eventually(lambda: api.get(f"/v1/channels/{channel}").data["status"] == "paused", f"{status} pauses")
        eventually(lambda: merchant.alerts(type="channel_paused", channel=channel, state="open"), "the merchant is told")
        tries = len(sink.tried(sku))
        assert api.get(f"/v1/channels/{channel}").data["dirty"] >= 1, "nothing is dropped"
        sink.heal()
        assert len(sink.tried(sku)) == tries
        sink.secret = f"secret-after-{status}"
        api.put(f"/v1/channels/{channel}", sink.channel()).expect(200)
        eventually(lambda: sink.shows(sku, 5), "new credentials lift the pause", within=30)
        eventually(lambda: not merchant.alerts(type="channel_paused", channel=channel, state="open"), "the alert is resolved")


def test_new_credentials_do_not_lift_a_merchants_own_pause(api, merchant, sink, channel):
    api.post(f"/v1/channels/{channel}/pause", {}).expect(200)
    sink.former_secret, sink.secret = sink.secret, "another-secret"  # a push of before the pause may still arrive
    api.put(f"/v1/channels/{channel}", sink.channel()).expect(200)
    assert api.get(f"/v1/channels/{channel}").data["status"] == "paused"


def test_one_bad_item_is_set_aside_and_the_rest_go(new_server, sink):
    server = new_server()
    merchant, bad = Merchant(server.client), "s-13"
    sink.refuses = lambda skus: bad in skus
    for number in range(40):
        merchant.counts(number, sku=f"s-{number}")
    server.client.put("/v1/channels/sink", sink.channel()).expect(200)
    eventually(lambda: all(sink.shows(f"s-{n}", n) for n in range(40) if n != 13), "the rest went", within=30)
    assert sink.told(bad) == []
    (alert,) = eventually(lambda: merchant.open_alerts(bad, "sync_failed"), "the bad item is named", within=30)
    assert bad in alert["message"] and merchant.alerts(type="sync_failed") == [alert], "and no other"
    (row,) = merchant.fresh(bad)["channels"]
    assert row["dirty"] is True and row["lastError"]
    merchant.counts(99, sku="later")
    eventually(lambda: sink.shows("later", 99), "it blocks nothing that comes later", within=30)
    sink.refuses = lambda skus: False
    merchant.counts(14, sku=bad)
    eventually(lambda: sink.shows(bad, 14), "it is tried again", within=60)
    eventually(lambda: not merchant.open_alerts(bad, "sync_failed"), "the alert is resolved")


def test_a_receiver_that_never_answers_is_given_up_and_asked_again(merchant, sink, channel):
    sink.behave(lambda number: "hang" if number == 1 else None)
    sku = merchant.counts(5)
    # Nothing lets the first request go: only a time-out of our own can.
    eventually(lambda: sink.shows(sku, 5), "the second try arrived", within=45)
    sink.released.set()


def test_a_redirect_is_not_followed(api, merchant, sink, channel):
    other = Sink("other-secret")
    sink.behave(lambda number: (307, {"Location": other.url}))
    merchant.counts(5)
    eventually(lambda: api.get(f"/v1/channels/{channel}").data["status"] == "failing", "the channel fails")
    assert other.attempts == []
    sink.heal()
    other.close()


def test_what_keeps_failing_is_named_and_resolved(api, merchant, sink, channel):
    sink.behave(lambda number: (500, {}))
    sku = merchant.counts(50)
    (failed,) = eventually(lambda: merchant.open_alerts(sku, "sync_failed"), "sync_failed names the SKU", within=60)
    assert failed["channelId"] == channel and sku in failed["message"]
    rows = {one["channelId"]: one for one in merchant.fresh(sku)["channels"]}
    assert rows[channel]["lastError"] and rows[channel]["dirty"] is True
    sink.heal()
    eventually(lambda: sink.shows(sku, 50), "it was kept and sent", within=120)
    eventually(lambda: not merchant.open_alerts(sku, "sync_failed"), "the alert is resolved")


def test_a_stalled_channel_says_how_old_its_dirt_is(api, merchant, sink, channel):
    sink.behave(lambda number: (500, {}))
    sku = merchant.counts(50)
    stalled = eventually(
        lambda: merchant.alerts(type="sync_stalled", channel=channel, state="open"), "sync_stalled within STALL_SECONDS", within=30
    )
    assert stalled[0]["channelId"] == channel and any(letter.isdigit() for letter in stalled[0]["message"])
    assert api.get(f"/v1/channels/{channel}").data["oldestDirtySeconds"] >= 2
    sink.heal()
    eventually(lambda: sink.shows(sku, 50), "it was kept and sent", within=120)
    eventually(lambda: not merchant.alerts(type="sync_stalled", channel=channel, state="open"), "the alert is resolved")


def test_a_fast_channel_never_stalls(merchant, sink, channel):
    for _ in range(10):
        sku = merchant.counts(5)
        eventually(lambda sku=sku: sink.shows(sku, 5), "the count arrived")
    assert merchant.alerts(type="sync_stalled", channel=channel) == []


def test_a_graceful_end_drains(new_server, sink):
    server = new_server()
    server.client.put("/v1/channels/sink", sink.channel()).expect(200)
    sink.delay = 0.2
    merchant = Merchant(server.client)
    skus = [merchant.counts(number, sku=f"s-{number}") for number in range(40)]
    assert server.terminate(within=30) == 0, server.logs()
    assert {sku: sink.counts.get(sku) for sku in skus} == {f"s-{number}": number for number in range(40)}


def test_a_graceful_end_is_not_held_up_for_ever(new_server, sink):
    server = new_server()
    server.client.put("/v1/channels/sink", sink.channel()).expect(200)
    sink.behave(lambda number: "hang")
    Merchant(server.client).counts(5, sku="s")
    eventually(lambda: sink.tried("s"), "the receiver hangs")
    began = time.monotonic()
    server.terminate(within=60)
    assert time.monotonic() - began < 45
    sink.heal()
    server.start()
    eventually(lambda: sink.shows("s", 5), "what was not drained is sent after the restart", within=30)


def test_dirt_outlives_a_kill(new_server, sink):
    server = new_server()
    server.client.put("/v1/channels/sink", sink.channel()).expect(200)
    sink.behave(lambda number: (503, {}))
    merchant = Merchant(server.client)
    skus = [merchant.counts(number, sku=f"s-{number}") for number in range(20)]
    server.kill()
    sink.heal()
    server.start()
    eventually(lambda: all(sink.shows(sku, n) for n, sku in enumerate(skus)), "everything unsent was sent", within=60)


def test_what_was_shown_before_a_restart_is_not_sent_again(new_server, sink):
    server = new_server()
    merchant = Merchant(server.client)
    merchant.counts(1)
    server.client.put("/v1/channels/sink", sink.channel()).expect(200)
    merchant.counts(5, sku="a")
    caught_up(server.client, sink, "sink")
    server.restart()
    Merchant(server.client).counts(1, sku="marker")
    eventually(lambda: sink.shows("marker", 1), "the marker arrived")
    assert sink.told("a") == [5]
