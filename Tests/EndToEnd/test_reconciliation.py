"""Section 7 of the domain: the first import, and the passes that heal what no webhook told."""

import threading

from harness import Merchant, eventually, stays, until_the_next_second
from harness.live_shop import agrees, shop, sku  # noqa: F401
from harness.stock import new_sku

SERVER_SETTINGS = {"SETTLE_SECONDS": 2}


def types(merchant, sku):
    return [move["type"] for move in merchant.movements(sku)]


def asked_since(shop):
    return [call["variables"]["filter"] for call in shop.calls if call["operation"] == "OrdersUpdatedSince" and not call["variables"].get("after")]


# The first import


def test_a_dry_import_says_what_it_would_and_changes_nothing(server, shop, merchant, api):
    fresh, known = new_sku("fresh"), merchant.counts(4)
    shop.stocks(fresh, 7)
    shop.stocks(known, 9)
    shop.connect()
    report = shop.does("import", dryRun="true")
    assert report["dryRun"] is True and report["checkedItems"] == 2
    told = {entry["sku"]: (entry["action"], entry["live"]) for entry in report["differences"]}
    assert told == {known: ("write", 9)} and report["trackedItems"] == 1
    api.get(f"/v1/inventory/{fresh}").refused(404)
    stays(lambda: shop.writes == [] and shop.shows(known) == 9, "nothing is written", 1.0)
    report = shop.does("import")
    assert report["dryRun"] is False and report["trackedItems"] == 1
    eventually(lambda: shop.shows(known) == 4, "ours is written")
    agrees(shop, fresh, known)
    assert merchant.physical(fresh) == 7 and merchant.physical(known) == 4
    assert types(merchant, fresh) == ["import"] and types(merchant, known) == ["count"]


def test_importing_again_changes_nothing(shop, sku, merchant):
    before = len(merchant.movements(sku))
    shop.does("import")
    agrees(shop, sku)
    assert len(merchant.movements(sku)) == before and merchant.physical(sku) == 10


def test_what_was_sold_before_the_baseline_is_in_it(shop, merchant):
    name = new_sku()
    shop.stocks(name, 10)
    early = shop.buys((name, 3))
    until_the_next_second()
    shop.connect()
    shop.does("import")
    assert merchant.physical(name) == 7
    assert shop.tells_order(early) in ("applied", "ignored")
    shop.does("reconcile")
    assert merchant.physical(name) == 7, "the first reading contains it"
    until_the_next_second()
    late = shop.buys((name, 2))
    shop.tells_order(late)
    agrees(shop, name)
    assert merchant.physical(name) == 5
    until_the_next_second()
    back = shop.returns(early, quantity=1)
    shop.tells_refund(early, back)
    agrees(shop, name)
    assert merchant.physical(name) == 6, "what happens to it afterwards moves stock as usual"


def test_two_items_with_one_sku_are_reported_and_left_alone(shop, merchant):
    twin, other = new_sku("twin"), new_sku("other")
    first, second = shop.stocks(twin, 5), shop.stocks(twin, 8)
    shop.stocks(other, 3)
    shop.connect()
    report = shop.does("import")
    assert report["duplicateSkus"] == [twin]
    assert merchant.physical(other) == 3
    assert merchant.client.get(f"/v1/inventory/{twin}").status == 404 or merchant.fresh(twin)["tracked"] is False
    assert "duplicate_sku" in merchant.open_types(twin)
    merchant.counts(4, sku=twin)
    stays(lambda: not any(_writes(shop, first, second)), "neither is written", 1.5)
    second.sku = new_sku("renamed")
    shop.does("import")
    eventually(lambda: first.available[shop.location] == 4, "resolved: written")
    eventually(lambda: "duplicate_sku" not in merchant.open_types(twin), "and the alert with it")


def _writes(shop, *items):
    names = {f"gid://shopify/InventoryItem/{item.id}" for item in items}
    return [entry for call in shop.writes for entry in call["variables"]["input"]["quantities"] if entry["inventoryItemId"] in names]


def test_items_without_sku_and_items_that_are_not_counted_are_told_apart(shop, merchant):
    name = new_sku()
    shop.stocks("", 4)
    uncounted = shop.stocks(name, 6)
    uncounted.tracked = False
    shop.connect()
    report = shop.does("import")
    assert report["checkedItems"] == 2 and report["itemsWithoutSku"] == 1
    answer = merchant.client.get(f"/v1/inventory/{name}")
    assert answer.status == 404 or answer.data["tracked"] is False


def test_a_large_catalogue_comes_page_by_page(shop, merchant):
    shop.world.page_limit = 40
    names = [new_sku(f"p{number:03}") for number in range(130)]
    report = shop.opens({name: 5 for name in names})
    assert report["checkedItems"] == 130
    assert all(merchant.physical(name) == 5 for name in (names[0], names[64], names[-1]))


# Healing


def test_missed_orders_and_refunds_are_pulled_and_counted_once(shop, sku, merchant):
    sold = shop.buys((sku, 3))
    until_the_next_second()
    shop.returns(sold, quantity=1)
    report = shop.does("reconcile")
    assert report["mergedOrders"] >= 1
    agrees(shop, sku)
    assert merchant.physical(sku) == 8 and "adopted" not in types(merchant, sku)
    assert [row["quantity"] for row in merchant.returns(sku=sku)] == [1]
    shop.tells_order(sold)
    shop.tells_refund(sold, sold.refunds[0])
    shop.does("reconcile")
    assert merchant.physical(sku) == 8 and len(merchant.returns(sku=sku)) == 1, "late webhooks say nothing new"


def test_the_watermark_moves_and_old_orders_are_not_asked_for_again(shop, sku, merchant):
    shop.does("reconcile")
    until_the_next_second()
    until_the_next_second()
    for _ in range(3):
        shop.buys((sku, 1))
        until_the_next_second()
    shop.does("reconcile")
    shop.does("reconcile")
    marks = asked_since(shop)
    assert len(marks) >= 3 and marks[-1] > marks[0], marks
    agrees(shop, sku)
    assert merchant.physical(sku) == 7


def test_orders_of_many_pages_and_lines_are_merged_whole(shop, merchant):
    shop.world.page_limit = 7
    names = [new_sku(f"l{number:02}") for number in range(20)]
    shop.opens({name: 100 for name in names})
    agrees(shop, names[0], names[-1])
    until_the_next_second()
    for _ in range(18):
        shop.buys(*((name, 1) for name in names))
    shop.does("reconcile")
    agrees(shop, *names, within=60)
    assert {merchant.physical(name) for name in names} == {82}


def test_a_dry_pass_lists_the_differences_and_changes_nothing(shop, sku, merchant):
    shop.edits(sku, 4)
    report = shop.does("reconcile", dryRun="true")
    (difference,) = [entry for entry in report["differences"] if entry["sku"] == sku]
    assert (difference["expected"], difference["live"], difference["unexplained"]) == (10, 4, -6)
    row = merchant.fresh(sku)
    assert (row["physical"], row["suspense"]) == (10, 0) and shop.row(sku)["expected"] == 10
    shop.does("reconcile")
    assert merchant.fresh(sku)["suspense"] == 6, "in doubt, show less"
    eventually(lambda: merchant.physical(sku) == 4, "settled")
    agrees(shop, sku)


def test_the_age_of_the_last_pass_is_shown(shop, sku, api):
    def passed():
        return api.get(f"/v1/channels/{shop.channel}").expect(200).data["lastReconciledAt"]

    assert passed() is None
    shop.does("reconcile", dryRun="true")
    assert passed() is None, "a dry run is no pass"
    shop.does("reconcile")
    assert passed() is not None


def test_a_pass_that_was_killed_goes_on_where_it_was(new_server, admin_shop):
    server = new_server(SETTLE_SECONDS=2)
    shop = admin_shop(server)
    shop.world.page_limit = 10
    names = [new_sku(f"k{number:03}") for number in range(100)]
    shop.opens({name: 5 for name in names})
    agrees(shop, names[0], names[-1])
    shop.does("reconcile")
    until_the_next_second()
    sold = [shop.buys((name, 1)) for name in names[::9]]
    begun = len(levels(shop))
    for _ in range(6):
        shop.befall("LocationLevels", "slow")
    shop.befall("LocationLevels", "stalled")
    quiet = threading.Thread(target=lambda: ignore(lambda: shop.does("reconcile")), daemon=True)
    quiet.start()
    eventually(lambda: any(call.get("stalled") for call in shop.calls), "the seventh page is asked for")
    server.kill()
    asked = len(levels(shop))
    assert asked - begun == 7
    server.start()
    eventually(lambda: len(levels(shop)) > asked, "the pass goes on by itself")
    assert levels(shop)[asked]["variables"]["after"] not in (None, ""), "not from the beginning"
    merchant = Merchant(server.client)
    for one in sold:
        assert eventually(lambda: merchant.physical(one.lines[0][1]) == 4, "merged")
    agrees(shop, *names[::9])
    assert not any("adopted" in types(merchant, name) for name in names[::9])


def levels(shop):
    return [call for call in shop.calls if call["operation"] == "LocationLevels"]


def ignore(body):
    try:
        body()
    except Exception:
        pass  # the server was killed under it


# Two locations


def test_two_locations_of_one_shop_are_two_channels_and_an_order_counts_once(server, admin_shop, merchant):
    front, sku = admin_shop(server), new_sku()
    back = admin_shop(server, of=front)
    item = front.stocks(sku, 10)
    front.also_here(item, 10)
    back.also_here(item, 4)
    front.connect()
    front.does("import")
    back.connect()
    back.does("import")
    eventually(lambda: back.shows(sku) == 10, "one stock, told to both")
    agrees(front, sku)
    agrees(back, sku)
    until_the_next_second()
    sold = front.buys((sku, 3))
    front.tells_order(sold)
    front.tells_level(sku)
    eventually(lambda: back.shows(sku) == 7, "the other location is told")
    agrees(front, sku)
    agrees(back, sku)
    assert merchant.physical(sku) == 7
    assert [move["type"] for move in merchant.movements(sku)].count("order") == 1
    assert back.tells_level(sku) == "echo" and front.tells_level(sku) == "echo"
    front.does("reconcile")
    back.does("reconcile")
    assert merchant.physical(sku) == 7, "pulled by either channel, it is the same order"
    until_the_next_second()
    back.edits(sku, 9)
    back.tells_level(sku)
    assert back.row(sku)["surplus"] == 2 and front.row(sku)["surplus"] == 0
    eventually(lambda: front.shows(sku) == 9, "adopted at one, told to the other")
    agrees(back, sku)
    for one in (front, back):
        server.client.delete(f"/v1/channels/{one.channel}")
