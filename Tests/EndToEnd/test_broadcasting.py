"""Counts out: right, signed, coalesced, and no write where the count is already shown."""

import concurrent.futures
import json

from harness import Line, Sink, caught_up, eventually, order, volume
from harness.client import quoted
from harness.stock import new_sku


def test_every_cause_is_told(api, merchant, shop, sink, channel):
    sku = merchant.counts(20)
    line = Line(sku, 4)
    eventually(lambda: sink.shows(sku, 20), "a count")
    merchant.adjusts(sku, 5, reason="restock")
    eventually(lambda: sink.shows(sku, 25), "an adjustment")
    sold = shop.sells(line)
    eventually(lambda: sink.shows(sku, 21), "an order")
    shop.refunds(sold["id"], [(line, 2, "return")])
    eventually(lambda: sink.shows(sku, 23), "a refund")
    api.post("/v1/returns", {"sku": sku, "quantity": 1, "disposition": "SELLABLE"}).expect(201)
    eventually(lambda: sink.shows(sku, 24), "a return")
    merchant.counts(-3, sku=sku)
    eventually(lambda: sink.shows(sku, 0), "an oversale shows as none")
    assert sink.told(sku) == [20, 25, 21, 23, 24, 0]


def test_any_script_arrives_as_it_is(merchant, sink, channel):
    sku = merchant.counts(5, sku=f'"茶壺"\\/ñ🫖 {new_sku()}')
    eventually(lambda: sink.shows(sku, 5), "the count arrived under its name")


def test_a_new_channel_gets_all_tracked_skus(new_server, sink):
    server = new_server()
    lines = ["sku,physical"] + [f"s-{n:04},{n}" for n in range(700)]
    server.client.send("POST", "/v1/imports/inventory", body="\n".join(lines).encode(), headers={"Content-Type": "text/csv"}).expect(200, 201)
    server.client.put("/v1/channels/late", sink.channel()).expect(200)
    eventually(lambda: len(sink.counts) == 700, "all tracked SKUs were told", within=30)
    assert sink.counts == {f"s-{n:04}": n for n in range(700)}
    assert all(len(told) == 1 for told in sink.history.values())
    assert len(sink.attempts) < 100, "counts go in batches"


def test_untracked_skus_are_never_told(merchant, shop, sink, channel):
    unknown, known = new_sku("unknown"), merchant.counts(5)
    shop.deliver("orders/create", order([Line(unknown, 1), Line(known, 1)])).expect(200)
    eventually(lambda: sink.shows(known, 4), "the tracked one is told")
    assert sink.tried(unknown) == []


def test_no_write_where_the_count_is_already_shown(api, merchant, sink, channel):
    sku = merchant.counts(100)
    api.put(f"/v1/buffers/{sku}", {"cap": 5}).expect(200)
    eventually(lambda: sink.shows(sku, 5), "the cap is shown")
    before = len(sink.tried(sku))
    for _ in range(10):
        merchant.adjusts(sku, -3)
    # The marker became dirty later than the SKU, so nothing is left to come for it.
    marker = merchant.counts(1)
    eventually(lambda: sink.shows(marker, 1), "the marker arrived")
    eventually(lambda: api.get(f"/v1/channels/{channel}").data["dirty"] == 0, "nothing waits")
    assert len(sink.tried(sku)) == before


def test_a_change_that_was_taken_back_is_not_sent(api, merchant, sink, channel):
    sku = merchant.counts(8)
    caught_up(api, sink, channel)
    api.post(f"/v1/channels/{channel}/pause", {}).expect(200)
    merchant.adjusts(sku, 4)
    merchant.adjusts(sku, -4)
    marker = merchant.counts(1)
    api.post(f"/v1/channels/{channel}/resume", {}).expect(200)
    eventually(lambda: sink.shows(marker, 1), "the marker arrived")
    eventually(lambda: api.get(f"/v1/channels/{channel}").data["dirty"] == 0, "nothing waits")
    assert sink.told(sku) == [8]


def test_a_burst_while_the_receiver_is_slow_is_one_write(merchant, sink, channel):
    sku = merchant.counts(1000)
    eventually(lambda: sink.shows(sku, 1000), "the first count arrived")
    sink.behave(lambda number: "hang")
    merchant.adjusts(sku, -1)
    eventually(lambda: len(sink.tried(sku)) == 2, "the receiver hangs")
    for _ in range(60):
        merchant.adjusts(sku, -1)
    sink.heal()
    eventually(lambda: sink.shows(sku, 939), "the newest count arrived", within=60)
    # However often a hanging receiver was tried, the sixty changes are one write.
    assert sink.told(sku) == [1000, 939]


def test_the_last_write_is_right_under_concurrent_changes(server, merchant, sink, channel):
    skus = [merchant.counts(1000) for _ in range(5)]

    def change(number):
        path = f"/v1/inventory/{quoted(skus[number % 5])}/adjustments"
        server.client.post(path, {"delta": -1, "reason": "shrinkage"}).expect(201)

    with concurrent.futures.ThreadPoolExecutor(6) as threads:
        list(threads.map(change, range(150)))
    for sku in skus:
        eventually(lambda sku=sku: sink.shows(sku, 970), "the final count arrived")
        assert sink.told(sku) == sorted(sink.told(sku), reverse=True), "an older count never follows a newer one"


def test_channels_do_not_wait_for_each_other(server, api, merchant, sink, channel):
    stuck = Sink("stuck-secret")
    stuck.behave(lambda number: "hang")
    api.put("/v1/channels/stuck", stuck.channel()).expect(200)
    sku = merchant.counts(9)
    eventually(lambda: sink.shows(sku, 9), "the healthy channel is told", within=10)
    stuck.heal()
    eventually(lambda: stuck.shows(sku, 9), "the other one catches up", within=60)
    api.delete("/v1/channels/stuck").expect(204)
    stuck.close()


def test_the_signature_changes_with_the_secret(api, merchant, sink, channel):
    sku = merchant.counts(5)
    eventually(lambda: sink.shows(sku, 5), "signed with the first secret")
    sink.former_secret, sink.secret = sink.secret, "the-next-secret"  # a push of before the change may still arrive
    api.put(f"/v1/channels/{channel}", sink.channel()).expect(200)
    merchant.adjusts(sku, 1)
    eventually(lambda: sink.shows(sku, 6), "told after the change")
    sink.former_secret = None
    merchant.adjusts(sku, 1)
    eventually(lambda: sink.shows(sku, 7), "signed with the next secret")


def test_a_batch_is_small_enough_to_read(new_server, sink):
    server = new_server()
    skus = volume(3_000, least=1_000)
    rows = "sku,physical\n" + "".join(f"bulk-{n:05},7\n" for n in range(skus))
    server.client.put("/v1/channels/s", sink.channel()).expect(200)
    server.client.send("POST", "/v1/imports/inventory", body=rows.encode(), headers={"Content-Type": "text/csv"}).expect(200, 201)
    eventually(lambda: len(sink.counts) == skus, "all were told", within=60)
    assert set(sink.counts.values()) == {7}
    assert max(len(json.dumps(attempt.body)) for attempt in sink.attempts) < 2 << 20
