"""Imports and reconciliation as the merchant sees them: how far they are, how long ago, and what they would not guess."""

import concurrent.futures
import json
import threading
import uuid

import pytest

from harness import Cli, Merchant, eventually
from harness.admin import AdminShop, SoldOrder, until_the_next_second
from harness.stock import new_sku


@pytest.fixture
def place(server):
    shop = AdminShop(server)
    server.client.put(f"/v1/channels/{shop.channel}", shop.settings()).expect(200)
    yield shop
    server.client.delete(f"/v1/channels/{shop.channel}")
    shop.close()


def channel(api, shop):
    return api.get(f"/v1/channels/{shop.channel}").expect(200).data


def standing(merchant, shop, item):
    """How the channel stands to the SKU, from the cache as anybody reads it."""
    rows = merchant.client.get(f"/v1/inventory/{item}").expect(200).data["channels"]
    return next(row for row in rows if row["channelId"] == shop.channel)


def late_page(shop, number):
    """Makes the shop wait with that page of its levels until the event is set; it goes on answering others."""
    seen, gate = [], threading.Event()

    def always(operation):
        if operation == "LocationLevels":
            seen.append(operation)
            if len(seen) == number:
                shop.world.lock.release()
                try:
                    gate.wait(60)
                finally:
                    shop.world.lock.acquire()

    shop.world.always = always
    return gate


def test_a_long_import_shows_how_far_it_is(api, place):
    items = sorted(new_sku() for _ in range(5))
    for item in items:
        place.stocks(item, 4)
    place.world.page_limit = 2
    until_the_next_second()
    assert channel(api, place)["pull"] is None
    # The third page of the second time through.
    gate = late_page(place, 6)
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        answer = thread.submit(api.as_(api.token).post, f"/v1/channels/{place.channel}/import", {})

        def under_way():
            shown = channel(api, place)["pull"] or {}
            return shown if (shown.get("phase"), shown.get("items")) == ("levels", 4) else None

        shown = eventually(under_way, "it is followed")
        assert shown["kind"] == "import" and shown["dryRun"] is False
        assert shown["totalItems"] == 5 and shown["trackedItems"] == 4
        gate.set()
        report = answer.result(timeout=30).expect(200).data
    assert report["trackedItems"] == 5 and report["checkedItems"] == 5
    assert channel(api, place)["pull"] is None


def test_what_takes_longer_than_20_s_is_followed_as_a_job(api, place):
    item = new_sku()
    place.stocks(item, 4)
    until_the_next_second()
    gate = late_page(place, 2)
    api.post(f"/v1/channels/{uuid.uuid4().hex[:10]}/import", {}).refused(404)
    job = api.as_(api.token).post(f"/v1/channels/{place.channel}/import", {}).expect(202).data["jobId"]
    running = api.get(f"/v1/jobs/{job}").expect(200).data
    assert running["state"] == "running" and running["channelId"] == place.channel and running["kind"] == "import"
    assert (running["progress"]["phase"], running["progress"]["totalItems"]) == ("levels", 1)
    gate.set()

    def ended():
        seen = api.get(f"/v1/jobs/{job}").expect(200).data
        return seen if seen["state"] != "running" else None

    finished = eventually(ended, "the job ends")
    assert finished["state"] == "finished" and finished["result"]["trackedItems"] == 1 and "progress" not in finished


def test_the_age_of_the_last_full_pass_is_shown_with_the_counts(api, place, new_server):
    merchant, item = Merchant(api), new_sku()
    place.stocks(item, 4)
    api.post(f"/v1/channels/{place.channel}/import", {}).expect(200)
    assert channel(api, place)["lastReconciledAt"] is None
    assert standing(merchant, place, item)["lastReconciledAt"] is None
    report = api.post(f"/v1/channels/{place.channel}/reconcile", {}).expect(200).data
    assert channel(api, place)["lastReconciledAt"] == report["startedAt"]
    assert standing(merchant, place, item)["lastReconciledAt"] == report["startedAt"], "the cache has let go of the old row"

    def age():
        name = f'syncstate_last_full_pass_age_seconds{{channel="{place.channel}"}}'
        lines = [line for line in api.get("/metrics").text.splitlines() if line.startswith(name)]
        return float(lines[0].split()[-1]) if lines else None

    eventually(lambda: age() is not None and age() < 60, "the age is measured")


def test_the_doctor_says_when_a_shop_was_read_whole(server, api, place):
    api.post(f"/v1/channels/{place.channel}/reconcile", {}).expect(200)
    findings = json.loads(Cli(server.directory, **server.settings)("doctor", "--json").stdout)["findings"]
    told = [one["message"] for one in findings if place.channel in one["message"] and "answers in" in one["message"]]
    assert told and "read whole 0 min ago" in told[0]


def test_doubled_and_missing_skus_are_reported_and_not_guessed(api, place):
    merchant, good, twice = Merchant(api), new_sku(), new_sku()
    place.stocks(good, 3)
    first, second = place.stocks(twice, 5), place.stocks(twice, 6)
    place.stocks(None, 7)
    until_the_next_second()
    dry = api.post(f"/v1/channels/{place.channel}/import", {}, dryRun="true").expect(200).data
    done = api.post(f"/v1/channels/{place.channel}/import", {}).expect(200).data
    for report in (dry, done):
        assert report["duplicateSkus"] == [twice] and report["itemsWithoutSku"] == 1
        assert report["checkedItems"] == 4 and report["trackedItems"] == 1
    (alert,) = [row for row in merchant.alerts(type="duplicate_sku", sku=twice) if row["channelId"] == place.channel]
    assert alert["state"] == "open" and str(first.id) in alert["message"] and str(second.id) in alert["message"]
    seen = api.get(f"/v1/inventory/{twice}", consistent="true")
    assert seen.status == 404 or seen.data["tracked"] is False

    # Whoever counts it all the same is not written to either of them; an order for it counts as always.
    merchant.counts(9, sku=twice)
    merchant.counts(8, sku=good)
    eventually(lambda: place.shows(good) == 8, "the others are told")
    with place.world.lock:
        assert [item.available[place.location] for item in place.world.items.values() if item.sku == twice] == [5, 6]
    until_the_next_second()
    sold = SoldOrder([(twice, 2)])
    with place.world.lock:
        first.available[place.location], first.updated[place.location] = 3, sold.created
    assert place.tells_order(sold) == "applied" and merchant.physical(twice) == 7

    # Once one of them remains it is written, and the alert is resolved.
    with place.world.lock:
        del place.world.items[second.id]
    api.post(f"/v1/channels/{place.channel}/import", {}).expect(200)
    eventually(lambda: place.shows(twice) == 7, "the one that remains is told")
    assert not [row for row in merchant.alerts(type="duplicate_sku", sku=twice, state="open") if row["channelId"] == place.channel]


def test_a_deleted_channel_asks_nothing_any_more(server, api):
    shop, merchant, twice = AdminShop(server), Merchant(api), new_sku()
    api.put(f"/v1/channels/{shop.channel}", shop.settings()).expect(200)
    shop.stocks(twice, 5), shop.stocks(twice, 6)
    api.post(f"/v1/channels/{shop.channel}/import", {}).expect(200)

    def still_open():
        return [row for row in merchant.alerts(sku=twice, state="open") if row["channelId"] == shop.channel]

    assert len(still_open()) == 1
    api.delete(f"/v1/channels/{shop.channel}").expect(204)
    assert still_open() == []
    shop.close()


def test_what_nobody_has_explained_is_shown_at_once(api, place):
    merchant, item = Merchant(api), new_sku()
    place.stocks(item, 10)
    api.post(f"/v1/channels/{place.channel}/import", {}).expect(200)
    until_the_next_second()
    assert standing(merchant, place, item) | {"dirty": False} == {
        "channelId": place.channel, "expected": 10, "missing": 0, "surplus": 0, "unexplained": 0, "target": 10,
        "dirty": False, "contested": False, "lastError": None, "lastReconciledAt": None,
    }
    place.edits(item, 14)
    assert place.tells_level(item) == "pending"
    row = standing(merchant, place, item)
    assert (row["expected"], row["surplus"], row["missing"], row["unexplained"]) == (14, 4, 0, 4)
    until_the_next_second()
    place.edits(item, 11)
    assert place.tells_level(item) == "pending"
    row = standing(merchant, place, item)
    assert (row["expected"], row["surplus"], row["missing"], row["unexplained"]) == (11, 1, 0, 1), "a drop takes back surplus first"
    until_the_next_second()
    place.edits(item, 6)
    place.tells_level(item)
    row, whole = standing(merchant, place, item), merchant.client.get(f"/v1/inventory/{item}").data
    assert (row["surplus"], row["missing"], row["unexplained"]) == (0, 4, -4)
    assert whole["suspense"] == 4 and whole["available"] == 6 and whole["physical"] == 10
    (latest, *_) = merchant.movements(item)
    assert latest["type"] == "suspense" and latest["deltas"] == {"suspense": 4}
    assert latest["note"] == f"{place.channel} shows 6: 4 units seem sold there and are kept back until an order explains it"
