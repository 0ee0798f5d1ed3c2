"""What goes wrong between us and a shop: crashes, lost replies, throttles, refusals, bad items, large batches."""

import pytest

from harness import Fault, Merchant, eventually, stays, until_the_next_second
from harness.live_shop import agrees, shop, sku  # noqa: F401
from harness.stock import new_sku

SERVER_SETTINGS = {"SETTLE_SECONDS": 2}


def types(merchant, sku):
    return [move["type"] for move in merchant.movements(sku)]


def applied(shop):
    return [call for call in shop.writes if call["answer"] and not call["answer"]["data"]["inventorySetQuantities"]["userErrors"]]


@pytest.fixture
def own(new_server, admin_shop):
    """A server that may be killed, and a shop with ten of one SKU: (server, shop, sku)."""
    server = new_server(SETTLE_SECONDS=2)
    shop, sku = admin_shop(server), new_sku()
    shop.opens({sku: 10})
    agrees(shop, sku)
    until_the_next_second()
    return server, shop, sku


# Crashes


def test_an_echo_is_known_after_a_restart(own):
    server, shop, sku = own
    merchant = Merchant(server.client)
    merchant.adjusts(sku, -3, reason="shrinkage")
    eventually(lambda: shop.shows(sku) == 7, "told")
    agrees(shop, sku)
    server.restart()
    assert shop.tells_level(sku) == "echo"
    assert types(merchant, sku) == ["shrinkage", "import"] and merchant.fresh(sku)["suspense"] == 0


def test_killed_after_a_sale_was_answered_the_counts_still_go_out(own):
    server, shop, sku = own
    shop.world.always = lambda operation: Fault("stalled", ()) if operation == "SetQuantities" else None
    Merchant(server.client).adjusts(sku, -4)
    eventually(lambda: shop.writes, "a write is under way")
    server.kill()
    shop.world.always = lambda operation: None
    server.start()
    eventually(lambda: shop.shows(sku) == 6, "told after the crash")
    agrees(shop, sku)
    assert types(Merchant(server.client), sku) == ["adjustment", "import"]


@pytest.mark.parametrize("meanwhile", ["nothing", "echo", "sale", "unseen sale"])
def test_killed_between_write_and_reply_nothing_doubles_and_nothing_is_unexplained(own, meanwhile):
    server, shop, sku = own
    merchant = Merchant(server.client)
    shop.befall("SetQuantities", "held")
    merchant.adjusts(sku, -4, reason="shrinkage")
    eventually(lambda: shop.writes and shop.writes[0]["answer"], "the shop has carried it out")
    assert shop.shows(sku) == 6
    server.kill()
    sold = None
    if meanwhile in ("sale", "unseen sale"):
        until_the_next_second()
        sold = shop.buys((sku, 1))
    server.start()
    if meanwhile == "echo":
        assert shop.tells_level(sku) in ("echo", "pending", "applied", "stale")
    if meanwhile == "sale":
        shop.tells_level(sku)
        shop.tells_order(sold)
    left = 5 if sold else 6
    if meanwhile == "unseen sale":
        # Nobody has said a word of it yet: it must survive whatever is made of the write, and count when it is told.
        eventually(lambda: shop.row(sku)["dirty"] is False, "the fate of the write is known", within=40)
        assert shop.shows(sku) == 5
        shop.tells_order(sold)
    agrees(shop, sku, within=40)
    assert merchant.physical(sku) == left and shop.shows(sku) == left
    first = shop.writes[0]["variables"]
    again = [call["variables"] for call in shop.writes[1:] if call["variables"]["idempotencyKey"] == first["idempotencyKey"]]
    assert all(other == first for other in again), "one key, one intent"
    assert "adopted" not in types(merchant, sku)
    assert merchant.ledger_agrees(sku)


def test_killed_again_and_again_under_load_every_count_arrives(own):
    server, shop, _ = own
    merchant = Merchant(server.client)
    names = [new_sku(f"n{number}") for number in range(40)]
    for name in names:
        shop.stocks(name, 50)
    shop.does("import")
    until_the_next_second()
    for round_number in range(3):
        sold = [shop.buys((name, 1)) for name in names]
        for one in sold:
            shop.tells_order(one)
        for name in names:
            merchant.adjusts(name, -1)
        server.kill()
        server.start()
    for name in names:
        agrees(shop, name, within=60)
        assert merchant.physical(name) == 44 and shop.shows(name) == 44
        assert "adopted" not in types(merchant, name)


# Replies that are lost, late or strange


@pytest.mark.parametrize(
    "fault",
    [
        ("lost",), ("reset",), ("html",), ("throttled",), ("status", 429, {"Retry-After": "1"}), ("status", 500),
        ("status", 503, {"Retry-After": "1"}), ("status", 502),
    ],
    ids=lambda fault: "-".join(str(part) for part in fault[:2]),
)
def test_a_write_that_fares_badly_is_made_once_all_the_same(shop, sku, merchant, fault):
    shop.befall("SetQuantities", *fault)
    shop.befall("SetQuantities", *fault)
    merchant.adjusts(sku, -4, reason="shrinkage")
    eventually(lambda: shop.shows(sku) == 6, "told")
    agrees(shop, sku)
    assert shop.tells_level(sku) in ("echo", "stale")
    assert merchant.physical(sku) == 6 and types(merchant, sku) == ["shrinkage", "import"]
    assert len(shop.world.faults) == 0, "both befell a write"


def test_retry_after_is_honoured(shop, sku, merchant):
    shop.befall("SetQuantities", "status", 429, {"Retry-After": "3"})
    merchant.adjusts(sku, -4)
    eventually(lambda: shop.shows(sku) == 6, "told")
    first, second = shop.writes[:2]
    assert second["when"] - first["when"] >= 2.9


def test_the_settling_read_is_repeated_until_it_comes(shop, sku, merchant):
    for fault in (("throttled",), ("status", 503), ("html",), ("reset",)):
        shop.befall("LevelsByItem", *fault)
    shop.edits(sku, 12)
    shop.tells_level(sku)
    eventually(lambda: merchant.physical(sku) == 12, "adopted", within=60)
    agrees(shop, sku)


# Refusals


@pytest.mark.parametrize("status", [401, 402, 403, 404, 423])
def test_a_refusal_pauses_the_channel_and_says_so_and_nothing_is_dropped(server, shop, sku, merchant, api, status):
    shop.world.always = lambda operation: Fault("status", (status,))
    merchant.adjusts(sku, -4)

    def paused():
        return api.get(f"/v1/channels/{shop.channel}").expect(200).data["status"] == "paused"

    eventually(paused, f"{status} pauses")
    row = api.get(f"/v1/channels/{shop.channel}").data
    assert row["dirty"] >= 1 and row["lastError"]
    (alert,) = merchant.alerts(type="channel_paused", channel=shop.channel, state="open")
    assert alert["severity"] == "critical"
    calls = len(shop.calls)
    merchant.adjusts(sku, -1)
    stays(lambda: len(shop.calls) == calls, "nobody is asked while it is paused", 1.5)
    sold = shop.buys((sku, 2))
    assert shop.tells_order(sold) == "applied", "what comes in still counts"
    shop.world.always = lambda operation: None
    if status == 401:
        shop.connect()  # new credentials lift what bad ones caused
    else:
        api.post(f"/v1/channels/{shop.channel}/resume").expect(200)
    eventually(lambda: shop.shows(sku) == 3, "everything that waited is told")
    agrees(shop, sku)
    assert merchant.alerts(type="channel_paused", channel=shop.channel, state="open") == []
    assert merchant.physical(sku) == 3


# Batches


def test_many_changes_are_told_in_batches_of_at_most_250(server, shop, merchant):
    names = [new_sku(f"m{number:04}") for number in range(620)]
    shop.opens({name: 20 for name in names})
    eventually(lambda: shop.row(names[-1])["dirty"] is False, "the import is over")
    until_the_next_second()
    table = "\n".join(["sku,physical", *(f"{name},7" for name in names)]).encode()
    before = len(shop.writes)
    answer = server.client.send("POST", "/v1/imports/inventory", body=table, headers={"Content-Type": "text/csv"})
    assert answer.expect(200, 201).data["accepted"] == 620
    eventually(lambda: all(shop.shows(name) == 7 for name in names), "all are told", within=60)
    sizes = [len(call["variables"]["input"]["quantities"]) for call in shop.writes[before:]]
    assert max(sizes) <= 250 and sum(sizes) == 620, sizes
    assert len(sizes) <= 8, f"few calls, not one for each: {sizes}"
    agrees(shop, names[0], names[-1])


def test_one_bad_item_is_named_and_the_rest_go(server, shop, merchant, api):
    names = [new_sku(f"b{number}") for number in range(30)]
    shop.opens({name: 20 for name in names})
    agrees(shop, *names)
    until_the_next_second()
    bad = shop.item(names[7])
    shop.world.refused[bad.id] = True
    table = "\n".join(["sku,physical", *(f"{name},9" for name in names)]).encode()
    server.client.send("POST", "/v1/imports/inventory", body=table, headers={"Content-Type": "text/csv"}).expect(200, 201)
    good = [name for name in names if name != names[7]]
    eventually(lambda: all(shop.shows(name) == 9 for name in good), "one bad item blocks nobody")
    row = eventually(lambda: shop.row(names[7])["lastError"] and shop.row(names[7]), "the item's own error is shown")
    assert row["dirty"] is True and shop.shows(names[7]) == 20
    (alert,) = eventually(lambda: merchant.open_alerts(names[7], "sync_failed"), "sync_failed names the SKU")
    assert names[7] in alert["message"] and "could not be found" in alert["message"]
    assert all(merchant.open_alerts(name, "sync_failed") == [] for name in good)
    del shop.world.refused[bad.id]
    eventually(lambda: shop.shows(names[7]) == 9, "tried again by itself", within=90)
    agrees(shop, *names)
    eventually(lambda: merchant.open_alerts(names[7], "sync_failed") == [], "and resolved")


def test_one_stale_item_does_not_hold_up_its_batch(server, shop, merchant):
    names = [new_sku(f"s{number}") for number in range(20)]
    shop.opens({name: 20 for name in names})
    agrees(shop, *names)
    until_the_next_second()
    sold = shop.buys((names[3], 5))
    table = "\n".join(["sku,physical", *(f"{name},9" for name in names)]).encode()
    server.client.send("POST", "/v1/imports/inventory", body=table, headers={"Content-Type": "text/csv"}).expect(200, 201)
    eventually(lambda: all(shop.shows(name) == 9 for name in names if name != names[3]), "the others are told")
    eventually(lambda: shop.shows(names[3]) == 4, "and this one after it was read again")
    shop.tells_order(sold)
    agrees(shop, *names)
    assert merchant.physical(names[3]) == 4
