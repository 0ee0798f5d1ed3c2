"""A shop with two channels, one for each location: its orders are kept once, whichever secret signed them."""

import uuid

import pytest

from harness import Merchant, eventually
from harness.admin import AdminShop, until_the_next_second
from harness.stock import new_sku


@pytest.fixture
def places(server):
    """Two locations of one shop, whose webhooks are signed with secrets of their own."""
    first = AdminShop(server)
    second = AdminShop(server, of=first)
    second.secret = f"second-{uuid.uuid4().hex}"
    for place in (first, second):
        server.client.put(f"/v1/channels/{place.channel}", place.settings()).expect(200)
    yield first, second
    for place in (first, second):
        server.client.delete(f"/v1/channels/{place.channel}")
    first.close()


def test_an_order_told_by_both_is_taken_once(api, places):
    first, second = places
    merchant, item = Merchant(api), new_sku()
    first.stocks(item, 10)
    api.post(f"/v1/channels/{first.channel}/import", {}).expect(200)
    until_the_next_second()
    sold = first.buys((item, 2))
    for place in (second, first, second):
        place.tells_order(sold)
    assert merchant.physical(item) == 8
    for place in (second, first):
        api.post(f"/v1/channels/{place.channel}/reconcile", {}).expect(200)
    assert merchant.physical(item) == 8
    back = first.returns(sold, 1)
    for place in (first, second):
        place.tells_refund(sold, back)
    assert merchant.physical(item) == 9 and merchant.ledger_agrees(item)
    orders = [row for row in merchant.movements(item) if row["type"] in ("order", "refund")]
    assert len(orders) == 2


def test_an_order_missed_by_both_is_pulled_once(api, places):
    first, second = places
    merchant, item = Merchant(api), new_sku()
    first.stocks(item, 10)
    for place in places:
        api.post(f"/v1/channels/{place.channel}/import", {}).expect(200)
    until_the_next_second()
    first.buys((item, 3))
    for place in (second, first, second):
        api.post(f"/v1/channels/{place.channel}/reconcile", {}).expect(200)
    eventually(lambda: merchant.physical(item) == 7, "the missed order is merged")
    orders = [row for row in merchant.movements(item) if row["type"] == "order"]
    assert len(orders) == 1 and merchant.ledger_agrees(item)


def test_a_level_is_that_of_its_location(api, places):
    first, second = places
    merchant, item = Merchant(api), new_sku()
    held = first.stocks(item, 10)
    second.also_here(held, 10)
    for place in places:
        api.post(f"/v1/channels/{place.channel}/import", {}).expect(200)
    until_the_next_second()
    second.edits(item, 7)
    second.tells_level(item)
    rows = {row["channelId"]: row for row in merchant.fresh(item)["channels"]}
    assert rows[second.channel]["missing"] == 3 and rows[first.channel]["missing"] == 0


def test_orders_wait_for_the_first_look_of_the_channel_that_keeps_them(api, places):
    first, second = places
    merchant, item = Merchant(api), new_sku()
    merchant.counts(10, sku=item)
    first.stocks(item, 10)
    first.buys((item, 3))
    until_the_next_second()
    api.post(f"/v1/channels/{second.channel}/reconcile", {}).expect(200)
    assert merchant.physical(item) == 10, "nobody knows yet what the first reading holds"
    api.post(f"/v1/channels/{first.channel}/reconcile", {}).expect(200)
    api.post(f"/v1/channels/{second.channel}/reconcile", {}).expect(200)
    assert merchant.physical(item) == 10, "the order is in the first reading"
    assert merchant.ledger_agrees(item)
