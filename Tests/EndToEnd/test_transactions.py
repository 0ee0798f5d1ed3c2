"""The audit trail: one row for every inbound event and outbound batch."""

from harness import Line, eventually, order
from harness.client import pages


def test_every_event_has_its_row(api, shop, merchant):
    sku = merchant.counts(10)
    answer = shop.deliver("orders/create", order([Line(sku, 1)])).expect(200)
    row = api.get(f"/v1/transactions/{answer.data['txId']}").expect(200).data
    assert row["txId"] == answer.data["txId"] and row["action"] and row["status"] and row["timestamp"]
    moved = merchant.adjusts(sku, 2)
    assert api.get(f"/v1/transactions/{moved['txId']}").expect(200).data["txId"] == moved["txId"]


def test_a_duplicate_names_the_transaction_of_the_first(api, shop, merchant):
    sku, webhook_id = merchant.counts(10), "dup-" + merchant.counts(1)
    body = order([Line(sku, 1)])
    first = shop.deliver("orders/create", body, webhook_id).expect(200).data
    second = shop.deliver("orders/create", body, webhook_id).expect(200).data
    assert (first["status"], second["status"]) == ("applied", "duplicate")
    api.get(f"/v1/transactions/{first['txId']}").expect(200)
    api.get(f"/v1/transactions/{second['txId']}").expect(200)


def test_the_list_narrows_by_action_and_status(api, shop, merchant):
    sku = merchant.counts(10)
    applied = shop.deliver("orders/create", order([Line(sku, 1)])).expect(200).data["txId"]
    ignored = shop.deliver("carts/create", {"id": 1}).expect(200).data["txId"]
    for tx_id in (applied, ignored):
        row = api.get(f"/v1/transactions/{tx_id}").expect(200).data
        for name in ("action", "status"):
            rows = pages(api, "/v1/transactions", limit=250, **{name: row[name]})
            assert tx_id in {one["txId"] for one in rows}
            assert {one[name] for one in rows} == {row[name]}
    stranger = api.get("/v1/transactions", status="no-such-status")
    assert stranger.status == 400 or stranger.data == []


def test_newest_first_over_pages(api, merchant):
    for _ in range(3):
        merchant.counts(50)
    rows = pages(api, "/v1/transactions", limit=2)
    assert len(rows) >= 3 and len({row["txId"] for row in rows}) == len(rows)
    stamps = [row["timestamp"] for row in rows]
    assert stamps == sorted(stamps, reverse=True)


def test_an_outbound_batch_has_its_row(api, merchant, sink, channel):
    sku = merchant.counts(17)
    eventually(lambda: sink.shows(sku, 17), "the count arrived")
    tx_id = sink.tried(sku)[-1].body["txId"]
    eventually(lambda: api.get(f"/v1/transactions/{tx_id}").status == 200, "the batch is on record")
    told = eventually(lambda: merchant.fresh(sku)["lastBroadcast"], "the row says what was last told")
    assert (told["count"], told["txId"]) == (17, tx_id) and told["timestamp"]
