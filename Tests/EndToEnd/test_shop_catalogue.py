"""Which item is which SKU, kept up to date by webhooks and passes; orders that are edited; what a shop's channel shows of itself."""

import json
import pathlib

from harness import Fault, Merchant, eventually, stays, until_the_next_second
from harness.admin import now, stamp
from harness.live_shop import agrees, shop, sku  # noqa: F401
from harness.stock import new_sku

SERVER_SETTINGS = {"SETTLE_SECONDS": 2, "STALL_SECONDS": 2}
FIXTURES = pathlib.Path(__file__).parent / "fixtures/webhooks"


def sample(name, **changes):
    return json.loads((FIXTURES / f"{name}.json").read_text()) | changes


def tells_item(shop, item, topic="inventory_items/update"):
    body = sample("inventory_items_update", id=item.id, sku=item.sku, tracked=item.tracked, updated_at=stamp(now()))
    body["admin_graphql_api_id"] = f"gid://shopify/InventoryItem/{item.id}"
    return shop.deliver(topic, body).expect(200).data["status"]


def test_a_new_item_is_mapped_by_its_webhook_and_told_the_count(shop, sku, merchant):
    known = merchant.counts(6)
    item = shop.stocks(known, 0)
    tells_item(shop, item, "inventory_items/create")
    eventually(lambda: shop.shows(known) == 6, "a tracked SKU that got an item is told", within=30)
    agrees(shop, known)


def test_an_item_that_changes_its_sku_is_told_the_other_count(shop, sku, merchant):
    other = merchant.counts(4)
    item = shop.item(sku)
    item.sku = other
    tells_item(shop, item)
    eventually(lambda: item.available[shop.location] == 4, "it is another SKU now", within=30)
    before = len(shop.writes)
    merchant.adjusts(sku, 5)
    stays(lambda: len(shop.writes) == before, "the old SKU has no item here any more", 1.5)


def test_a_product_webhook_maps_every_variant(shop, sku, merchant):
    names = [merchant.counts(number) for number in (3, 5)]
    items = [shop.stocks(name, 0) for name in names]
    body = sample("products_update")
    variant = body["variants"][0]
    body["variants"] = [variant | {"id": item.id + 1, "inventory_item_id": item.id, "sku": item.sku} for item in items]
    shop.deliver("products/update", body).expect(200)
    eventually(lambda: [shop.shows(name) for name in names] == [3, 5], "both are told", within=30)
    agrees(shop, *names)


def test_a_second_item_with_a_sku_stops_both_until_it_is_gone(shop, sku, merchant):
    twin = shop.stocks(sku, 3)
    tells_item(shop, twin, "inventory_items/create")
    eventually(lambda: "duplicate_sku" in merchant.open_types(sku), "reported")
    writes = len(shop.writes)
    merchant.adjusts(sku, -1)
    stays(lambda: len(shop.writes) == writes, "neither is guessed at", 1.5)
    del shop.world.items[twin.id]
    shop.deliver("inventory_items/delete", sample("inventory_items_delete", id=twin.id)).expect(200)
    eventually(lambda: shop.shows(sku) == 9, "the one that is left is told", within=30)
    agrees(shop, sku)
    assert "duplicate_sku" not in merchant.open_types(sku)


def test_an_item_that_is_no_longer_stocked_here_is_told_nothing_and_back_again_is(shop, sku, merchant):
    item = shop.item(sku)
    del item.available[shop.location]
    body = {"inventory_item_id": item.id, "location_id": shop.location}
    assert shop.deliver("inventory_levels/disconnect", body).expect(200).data["status"] == "applied"
    writes = len(shop.writes)
    merchant.adjusts(sku, -2)
    stays(lambda: len(shop.writes) == writes, "there is nothing to tell", 1.5)
    row = merchant.fresh(sku)
    assert (row["physical"], row["suspense"]) == (8, 0), "that it is gone is no sale"
    shop.also_here(item, 3)
    until_the_next_second()
    shop.deliver("inventory_levels/connect", body | {"available": 3, "updated_at": stamp(item.updated[shop.location])}).expect(200)
    eventually(lambda: shop.shows(sku) == merchant.count(sku), "told again", within=40)
    agrees(shop, sku)


def test_an_edited_order_is_read_again_and_counts_as_it_is_now(shop, sku, merchant):
    sold = shop.buys((sku, 2))
    shop.tells_order(sold)
    agrees(shop, sku)
    assert merchant.physical(sku) == 8
    until_the_next_second()
    line, name, _ = sold.lines[0]
    sold.lines[0], sold.updated = (line, name, 5), now()
    shop.edits(sku, 5)
    edit = sample("orders_edited")
    edit["order_edit"] |= {"order_id": sold.id, "committed_at": stamp(now()), "created_at": stamp(now())}
    edit["order_edit"]["line_items"] = {"additions": [{"id": line, "delta": 3}], "removals": []}
    asked = len(shop.calls)
    shop.deliver("orders/edited", edit).expect(200)
    shop.tells_level(sku)
    eventually(lambda: merchant.physical(sku) == 5, "read from the shop, applied from the snapshot")
    assert "OrderByID" in {call["operation"] for call in shop.calls[asked:]}
    agrees(shop, sku)
    assert "adopted" not in {move["type"] for move in merchant.movements(sku)}


def test_a_cancelled_order_gives_back_once(shop, sku, merchant):
    sold = shop.buys((sku, 4))
    shop.tells_order(sold)
    agrees(shop, sku)
    until_the_next_second()
    back = shop.returns(sold, restock="CANCEL")
    shop.tells_refund(sold, back)
    shop.tells_level(sku)
    shop.does("reconcile")
    agrees(shop, sku)
    assert merchant.physical(sku) == 10 and "adopted" not in {move["type"] for move in merchant.movements(sku)}


def test_a_throttled_shop_says_so_and_recovers(shop, sku, merchant, api):
    shop.world.always = lambda operation: Fault("throttled", ())
    merchant.adjusts(sku, -1)
    eventually(lambda: api.get(f"/v1/channels/{shop.channel}").data["status"] == "throttled", "throttled")
    row = api.get(f"/v1/channels/{shop.channel}").data
    assert row["throttle"]["maximum"] == 2000 and row["throttle"]["restoreRate"] == 100, row
    (alert,) = eventually(lambda: merchant.alerts(type="sync_stalled", channel=shop.channel, state="open"), "stalled", within=30)
    assert alert["severity"] in ("warning", "critical")
    shop.world.always = lambda operation: None
    eventually(lambda: shop.shows(sku) == 9, "told", within=60)
    agrees(shop, sku)
    eventually(lambda: merchant.alerts(type="sync_stalled", channel=shop.channel, state="open") == [], "resolved")
    eventually(lambda: api.get(f"/v1/channels/{shop.channel}").data["status"] == "ok", "ok again")


def test_what_the_shop_shows_already_is_not_written_after_a_restart(new_server, admin_shop):
    server = new_server(SETTLE_SECONDS=2)
    shop, names = admin_shop(server), [new_sku() for _ in range(5)]
    shop.opens({name: 8 for name in names})
    Merchant(server.client).adjusts(names[0], -2)
    agrees(shop, *names)
    writes = len(shop.writes)
    server.terminate()
    server.start()
    stays(lambda: len(shop.writes) == writes, "nothing has changed", 2.0)
    agrees(shop, *names)


def test_buffers_floors_and_caps_are_what_the_shop_is_told(shop, sku, merchant, api):
    api.put(f"/v1/buffers/{sku}", {"units": 3}).expect(200)
    eventually(lambda: shop.shows(sku) == 7, "units")
    api.put(f"/v1/buffers/{sku}", {"units": 2, "cap": 5}).expect(200)
    eventually(lambda: shop.shows(sku) == 5, "cap")
    api.put(f"/v1/buffers/{sku}", {"units": 1, "floor": 10}).expect(200)
    eventually(lambda: shop.shows(sku) == 0, "floor")
    agrees(shop, sku)
    api.delete(f"/v1/buffers/{sku}").expect(204)
    eventually(lambda: shop.shows(sku) == 10, "none")
    agrees(shop, sku)
    assert merchant.physical(sku) == 10


def test_the_ledger_says_in_words_what_happened(shop, sku, merchant):
    sold = shop.buys((sku, 1))
    shop.tells_order(sold)
    agrees(shop, sku)
    until_the_next_second()
    shop.edits(sku, 14)
    shop.tells_level(sku)
    eventually(lambda: merchant.physical(sku) == 14, "adopted")
    adopted, *_, first = merchant.movements(sku)
    assert adopted["type"] == "adopted" and adopted["deltas"]["physical"] == 5
    assert shop.channel in adopted["note"] and len(adopted["note"].split()) >= 4, adopted
    assert shop.channel in first["note"]
