"""Sections 5 and 6 of the domain at a shop's Admin API: echoes, what nobody explained, compare-and-set."""

import pytest

from harness import eventually, stays, until_the_next_second
from harness.live_shop import agrees, shop, sku  # noqa: F401
from harness.stock import new_sku

SERVER_SETTINGS = {"SETTLE_SECONDS": 2}


def types(merchant, sku):
    return [move["type"] for move in merchant.movements(sku)]


def test_our_own_write_comes_back_as_an_echo(shop, sku, merchant):
    merchant.adjusts(sku, -3, reason="shrinkage")
    eventually(lambda: shop.shows(sku) == 7, "the shop is told")
    agrees(shop, sku)
    writes = len(shop.writes)
    assert shop.tells_level(sku) == "echo"
    assert merchant.physical(sku) == 7 and types(merchant, sku) == ["shrinkage", "import"]
    stays(lambda: len(shop.writes) == writes, "an echo is no reason to write", 1.0)


def test_every_write_compares(shop, sku, merchant):
    for delta in (-1, 5, -2):
        merchant.adjusts(sku, delta)
        agrees(shop, sku)
    for call in shop.writes:
        sent = call["variables"]["input"]
        assert sent["name"] == "available" and call["variables"]["idempotencyKey"]
        assert all(isinstance(entry["changeFromQuantity"], int) for entry in sent["quantities"])
    keys = [call["variables"]["idempotencyKey"] for call in shop.writes]
    assert len(set(keys)) == len(keys), "another intent, another key"


def test_what_is_shown_already_is_not_written(shop, sku, merchant):
    sold = shop.buys((sku, 2))
    shop.tells_order(sold)
    eventually(lambda: merchant.physical(sku) == 8, "the order counts")
    agrees(shop, sku)
    assert [call for call in shop.writes if call["variables"]["input"]["quantities"][0]["quantity"] == 8] == []


@pytest.mark.parametrize("first", ["order", "level"])
def test_order_and_level_end_alike_whichever_comes_first(shop, sku, merchant, first):
    sold = shop.buys((sku, 2))
    tells = [lambda: shop.tells_order(sold), lambda: shop.tells_level(sku)]
    for tell in tells if first == "order" else reversed(tells):
        tell()
    agrees(shop, sku)
    assert merchant.physical(sku) == 8 and merchant.fresh(sku)["suspense"] == 0
    assert sorted(types(merchant, sku)).count("order") == 1
    assert "adopted" not in types(merchant, sku)


def test_what_seems_sold_is_kept_back_from_everybody_at_once(shop, sku, merchant, sink, channel):
    eventually(lambda: sink.shows(sku, 10), "the other channel is told")
    sold = shop.buys((sku, 4))
    shop.tells_level(sku)
    row = merchant.fresh(sku)
    assert (row["physical"], row["suspense"], row["available"]) == (10, 4, 6)
    assert shop.row(sku)["missing"] == 4 and shop.row(sku)["unexplained"] == -4
    eventually(lambda: sink.shows(sku, 6), "in doubt, show less")
    shop.tells_order(sold)
    row = merchant.fresh(sku)
    assert (row["physical"], row["suspense"]) == (6, 0)
    agrees(shop, sku)
    assert set(sink.told(sku)) == {10, 6}


def test_a_persons_rise_is_believed_only_after_it_was_asked_for(shop, sku, merchant, sink, channel):
    eventually(lambda: sink.shows(sku, 10), "the other channel is told")
    shop.edits(sku, 15)
    shop.tells_level(sku)
    assert shop.row(sku)["surplus"] == 5 and merchant.fresh(sku)["physical"] == 10
    assert sink.shows(sku, 10)
    asked = len([call for call in shop.calls if call["operation"] == "LevelsByItem"])
    eventually(lambda: merchant.physical(sku) == 15, "adopted")
    assert len([call for call in shop.calls if call["operation"] == "LevelsByItem"]) > asked
    agrees(shop, sku)
    eventually(lambda: sink.shows(sku, 15), "the other channel is told")
    assert types(merchant, sku)[0] == "adopted" and "drift_adopted" in {alert["type"] for alert in merchant.alerts(sku=sku)}
    assert [call for call in shop.writes if sku_of(shop, call) == {sku}] == [], "nobody's edit flickers"


def sku_of(shop, call):
    items = {f"gid://shopify/InventoryItem/{item.id}": item.sku for item in shop.world.items.values()}
    return {items[entry["inventoryItemId"]] for entry in call["variables"]["input"]["quantities"]}


def test_a_persons_fall_is_adopted_too(shop, sku, merchant):
    shop.edits(sku, 7)
    shop.tells_level(sku)
    assert merchant.fresh(sku)["suspense"] == 3
    eventually(lambda: merchant.physical(sku) == 7, "adopted")
    agrees(shop, sku)
    assert merchant.ledger_agrees(sku)


def test_a_refunds_rise_hides_no_sale(shop, sku, merchant):
    sold = shop.buys((sku, 3))
    shop.tells_order(sold)
    agrees(shop, sku)
    until_the_next_second()
    back = shop.returns(sold, quantity=1)
    shop.tells_refund(sold, back)
    unseen = shop.buys((sku, 1))
    shop.tells_level(sku)  # 7 + 1 - 1: as before, and yet two things happened
    shop.tells_order(unseen)
    agrees(shop, sku)
    assert merchant.physical(sku) == 7 and merchant.ledger_agrees(sku)


def test_an_enforced_channel_is_written_back(server, admin_shop, merchant):
    shop, sku = admin_shop(server), new_sku()
    shop.opens({sku: 10}, authority="enforce")
    agrees(shop, sku)
    until_the_next_second()
    shop.edits(sku, 25)
    shop.tells_level(sku)
    eventually(lambda: shop.shows(sku) == 10, "our count is written back")
    agrees(shop, sku)
    assert merchant.physical(sku) == 10 and "adopted" not in types(merchant, sku)
    assert "drift_corrected" in {alert["type"] for alert in merchant.alerts(sku=sku)}
    server.client.delete(f"/v1/channels/{shop.channel}")


def test_a_sale_of_a_moment_ago_survives_a_broadcast(shop, sku, merchant):
    sold = shop.buys((sku, 3))
    merchant.adjusts(sku, -1, reason="shrinkage")
    eventually(lambda: shop.shows(sku) == 6, "refused as stale, read again, corrected")
    stale = [call for call in shop.writes if call["answer"]["data"]["inventorySetQuantities"]["userErrors"]]
    assert stale and stale[0]["variables"]["input"]["quantities"][0]["changeFromQuantity"] == 10
    assert min(10, *(entry["quantity"] for call in shop.writes for entry in call["variables"]["input"]["quantities"])) >= 6
    shop.tells_order(sold)
    agrees(shop, sku)
    assert merchant.physical(sku) == 6 and merchant.fresh(sku)["suspense"] == 0
    assert "adopted" not in types(merchant, sku)


def test_the_fourth_disagreement_is_a_persons_to_end(shop, sku, merchant, api):
    path = f"/v1/channels/{shop.channel}/items/{sku}/resolve"
    api.post(path, {"take": "ours"}).refused(409)
    for number in range(1, 4):
        until_the_next_second()
        shop.edits(sku, 10 + number)
        shop.tells_level(sku)
        eventually(lambda: merchant.physical(sku) == 10 + number, f"adopted the {number}. time")
        agrees(shop, sku)
    until_the_next_second()
    shop.edits(sku, 3)
    shop.tells_level(sku)
    eventually(lambda: shop.row(sku)["contested"], "contested")
    row = merchant.fresh(sku)
    assert (row["physical"], row["suspense"]) == (13, 10), "what is missing stays in suspense"
    assert "contested" in merchant.open_types(sku)
    writes = len(shop.writes)
    merchant.adjusts(sku, 1)
    stays(lambda: len(shop.writes) == writes, "nothing more is written to it", 1.0)
    api.post(path, {"take": "ours"}).expect(200)
    eventually(lambda: shop.shows(sku) == 14, "ours is written")
    agrees(shop, sku)
    assert "contested" not in merchant.open_types(sku)
    api.post(path, {"take": "theirs"}).refused(409)


def test_a_stale_observation_changes_nothing(shop, sku, merchant):
    shop.edits(sku, 8)
    shop.tells_level(sku)
    eventually(lambda: merchant.physical(sku) == 8, "adopted")
    agrees(shop, sku)
    item = shop.item(sku)
    item.updated[shop.location] -= 30
    assert shop.tells_level(sku, available=2) == "stale"
    item.updated[shop.location] += 30
    assert merchant.fresh(sku)["suspense"] == 0 and merchant.physical(sku) == 8


def test_a_refund_without_restock_leaves_the_goods_gone(shop, sku, merchant):
    sold = shop.buys((sku, 2))
    shop.tells_order(sold)
    until_the_next_second()
    gone = shop.returns(sold, restock="NO_RESTOCK")
    shop.tells_refund(sold, gone)
    agrees(shop, sku)
    assert merchant.physical(sku) == 8


def test_items_of_one_order_are_one_commit_and_every_channel_follows(shop, merchant, sink, channel, server):
    names = [new_sku() for _ in range(3)]
    for name in names:
        shop.stocks(name, 20)
    shop.connect()
    shop.does("import")
    until_the_next_second()
    sold = shop.buys(*((name, 2) for name in names))
    shop.tells_order(sold)
    for name in names:
        agrees(shop, name)
        eventually(lambda: sink.shows(name, 18), "told")
        assert merchant.physical(name) == 18
