"""Nothing signed is lost: quarantine and replay. Personal data and uninstalling are honoured."""

import uuid

import pytest

from harness import Line, Shop, new_id, order
from harness.client import pages

UNREADABLE = [
    {"hello": "world"},
    {"id": "not a number", "line_items": []},
    {"id": 5, "updated_at": "2026-01-01T00:00:00Z", "line_items": "none"},
    {"id": 1.5e300, "line_items": [{}]},
    [1, 2, 3],
    "text",
    None,
]


def quarantine(api):
    return pages(api, "/v1/quarantine")


def identity(row):
    return row["quarantineId"]


@pytest.mark.parametrize("payload", UNREADABLE)
def test_what_a_known_topic_cannot_be_read_from_is_kept_whole(api, shop, payload):
    before = {identity(row) for row in quarantine(api)}
    answer = shop.deliver("orders/create", payload).expect(202)
    assert answer.data["status"] == "quarantined" and answer.data["txId"]
    assert len({identity(row) for row in quarantine(api)} - before) == 1


@pytest.mark.parametrize("quantity", [-1, 2**63, 10**30, 1.5, "many", None])
def test_a_quantity_that_is_no_count_moves_nothing(shop, merchant, quantity):
    sku = merchant.counts(10)
    body = order([Line(sku, 1)])
    body["line_items"][0] |= {"quantity": quantity, "current_quantity": quantity}
    answer = shop.deliver("orders/create", body).expect(202)
    assert answer.data["status"] == "quarantined" and merchant.physical(sku) == 10


def test_a_huge_quantity_is_an_oversale_and_nothing_worse(shop, merchant):
    sku = merchant.counts(10)
    answer = shop.deliver("orders/create", order([Line(sku, 2**62), Line(sku, 2**62), Line(sku, 2**62)])).expect(200, 202)
    assert answer.data["status"] in ("applied", "quarantined")
    if answer.data["status"] == "quarantined":
        assert merchant.physical(sku) == 10
    shop.sells((sku, 1))
    assert merchant.ledger_agrees(sku)


def test_quarantine_alerts_and_dedups(shop, merchant):
    webhook_id = str(uuid.uuid4())
    shop.deliver("orders/create", {"hello": 1}, webhook_id).expect(202)
    repeated = shop.deliver("orders/create", {"hello": 1}, webhook_id)
    assert repeated.expect(200, 202).data["status"] in ("duplicate", "quarantined")
    (alert,) = merchant.alerts(type="webhook_quarantined", channel=shop.channel)
    assert alert["state"] == "open" and alert["channelId"] == shop.channel


def test_replaying_what_still_cannot_be_read_keeps_it(api, shop):
    before = {identity(row) for row in quarantine(api)}
    shop.deliver("orders/create", {"hello": 1}).expect(202)
    (kept,) = {identity(row) for row in quarantine(api)} - before
    api.post(f"/v1/quarantine/{kept}/replay", {}).refused(422, code="still_unreadable")
    assert kept in {identity(row) for row in quarantine(api)}


def test_a_known_order_is_not_harmed_by_an_unreadable_one(shop, merchant):
    sku = merchant.counts(10)
    line = Line(sku, 2)
    sold = shop.sells(line)
    broken = order([line.of(5)], order_id=sold["id"], updated=60) | {"line_items": {"not": "a list"}}
    shop.deliver("orders/updated", broken).expect(202)
    assert merchant.physical(sku) == 8
    shop.deliver("orders/updated", order([line.of(3)], order_id=sold["id"], updated=120)).expect(200)
    assert merchant.physical(sku) == 7


def test_redacting_a_customer_erases_what_quarantine_held_of_them(api, shop):
    before = {identity(row) for row in quarantine(api)}
    customer, email = new_id(), f"{uuid.uuid4().hex}@example.com"
    body = order([Line("any")], email=email, customer_id=customer) | {"line_items": "broken"}
    other = order([Line("any")], email="else@example.com", customer_id=new_id()) | {"line_items": "broken"}
    shop.deliver("orders/create", body).expect(202)
    shop.deliver("orders/create", other).expect(202)
    assert len({identity(row) for row in quarantine(api)} - before) == 2
    redact = {"shop_id": 954889, "shop_domain": shop.domain, "orders_to_redact": [body["id"]]}
    redact["customer"] = {"id": customer, "email": email, "phone": "555-625-1199"}
    shop.deliver("customers/redact", redact).expect(200)
    assert len({identity(row) for row in quarantine(api)} - before) == 1


def test_a_request_for_data_says_what_is_kept(api, shop):
    customer, email = new_id(), f"{uuid.uuid4().hex}@example.com"
    body = order([Line("any")], email=email, customer_id=customer) | {"line_items": "broken"}
    shop.deliver("orders/create", body).expect(202)
    asked = {"shop_id": 1, "shop_domain": shop.domain, "customer": {"id": customer, "email": email}, "data_request": {"id": 9}}
    shop.deliver("customers/data_request", asked | {"orders_requested": [body["id"]]}).expect(200)
    (told,) = [row for row in pages(api, "/v1/privacy-requests") if row["customerId"] == customer]
    assert told["kind"] == "customers/data_request" and told["orderIds"] == [body["id"]]
    assert "1" in told["outcome"], "one body in quarantine is about this customer"


def test_erased_data_is_gone_from_the_file(new_server):
    server = new_server()
    shop, email = Shop(server).connect(), f"{uuid.uuid4().hex}@example.com"
    customer = new_id()
    server.client.put("/v1/inventory/a", {"physical": 5}).expect(200)
    shop.sells(("a", 1), email=email, customer_id=customer)
    broken = order([Line("a")], email=email, customer_id=customer) | {"line_items": "broken"}
    shop.deliver("orders/create", broken).expect(202)
    asked = {"shop_id": 1, "shop_domain": shop.domain, "customer": {"id": customer, "email": email}}
    shop.deliver("customers/data_request", asked | {"orders_requested": [broken["id"]], "data_request": {"id": 9}}).expect(200)
    shop.deliver("customers/redact", asked | {"orders_to_redact": [broken["id"]]}).expect(200)
    assert server.terminate() == 0
    written = b"".join(path.read_bytes() for path in server.directory.glob("syncstate.db*")) + server.log_path.read_bytes()
    assert email.encode() not in written


def test_transactions_hold_no_payloads(api, shop, merchant):
    sku, email = merchant.counts(5), f"{uuid.uuid4().hex}@example.com"
    answer = shop.deliver("orders/create", order([Line(sku)], email=email)).expect(200)
    assert email not in api.get(f"/v1/transactions/{answer.data['txId']}").expect(200).text
    assert email not in api.get(f"/v1/inventory/{sku}/movements").expect(200).text


def test_a_redacted_shop_is_answered_and_other_shops_stay(server, api, merchant):
    shop, other, sku = Shop(server).connect(), Shop(server).connect(), merchant.counts(10)
    shop.deliver("orders/create", {"broken": True}).expect(202)
    other.deliver("orders/create", {"broken": True}).expect(202)
    shop.deliver("shop/redact", {"shop_id": 954889, "shop_domain": shop.domain}).expect(200)
    channels = {row.get("channelId") for row in quarantine(api)}
    assert shop.channel not in channels and other.channel in channels
    other.sells((sku, 1))
    assert merchant.physical(sku) == 9


def test_uninstalling_pauses_the_channel_and_says_so(api, shop, merchant):
    assert api.get(f"/v1/channels/{shop.channel}").data["status"] != "paused"
    shop.deliver("app/uninstalled", {"id": 548380009, "name": "Super Toys", "domain": None}).expect(200)
    assert api.get(f"/v1/channels/{shop.channel}").data["status"] == "paused"
    (alert,) = merchant.alerts(type="channel_paused", channel=shop.channel)
    assert alert["state"] == "open"
