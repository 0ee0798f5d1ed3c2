"""Several servers on the same tables: one of them is paused, killed or too late, and nobody notices."""

import concurrent.futures
import itertools
import random
import re
import time
import uuid

import pytest

from harness import Line, Merchant, Shop, Sink, eventually, order, stays, until_the_next_second
from harness.stock import new_sku
from harness.stores import needs_tables, on_tables

pytestmark = needs_tables
# A lease lives for 10 s, and is looked at every second; the rest is for slow machines.
TAKEOVER = 25


@pytest.fixture
def servers(new_server):
    """Makes servers on the same tables, of which no other test has any."""
    prefix = f"many-{uuid.uuid4().hex[:12]}-"

    def make(name, **settings):
        return new_server(name, **on_tables(prefix) | settings)

    return make


@pytest.fixture
def background():
    """Runs calls that take their time."""
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        yield pool


def held(server):
    """How many channels the server works for."""
    found = re.search(r"^syncstate_channels_held (\d+)", server.client.get("/metrics").text, re.MULTILINE)
    return int(found.group(1)) if found else 0


def tells(server, channel):
    """Whether the server works for the channel: it alone says how far it is."""
    return f'syncstate_dirty{{channel="{channel}"}}' in server.client.get("/metrics").text


def pages(shop):
    return [call for call in shop.calls if call["operation"] == "LocationLevels"]


def reconciled_at(server, shop):
    return server.client.get(f"/v1/channels/{shop.channel}").expect(200).data["lastReconciledAt"]


def knows(server, shop):
    """The server has heard of the channel that another one was told of."""
    eventually(lambda: server.client.get(f"/v1/channels/{shop.channel}").status == 200, "the channel is known")
    eventually(lambda: shop.deliver("app/scopes_update", {}, http=server.anonymous).status == 200, "and its shop")


def opened(server, admin_shop, count=5, **settings):
    """A shop of so many SKUs, read two by two, at rest."""
    shop = admin_shop(server)
    shop.world.page_limit = 2
    names = sorted(new_sku(f"s{number}") for number in range(count))
    shop.opens({name: 10 for name in names}, **settings)
    for name in names:
        eventually(lambda: shop.agrees(name), "the import is over", within=40)
    until_the_next_second()
    return shop, names


# -- Long looks at a channel -----------------------------------------------------------------------------------------


def test_a_server_that_was_paused_in_a_scheduled_pass_writes_nothing_of_it(servers, admin_shop, background):
    first = servers("one")
    shop, names = opened(first, admin_shop)
    shop.does("reconcile")
    # A pass that a crash cuts short goes on by itself: that is one that nobody asked for.
    shop.befall("LocationLevels", "slow")
    shop.befall("LocationLevels", "stalled")
    background.submit(first.client.post, f"/v1/channels/{shop.channel}/reconcile", {})
    eventually(lambda: any(call.get("stalled") for call in shop.calls), "the second page is asked for")
    first.kill()
    shop.befall("LocationLevels", "slow")
    shop.befall("LocationLevels", "held")
    asked = len(pages(shop))
    first.start()
    eventually(lambda: len(pages(shop)) == asked + 2, "the pass goes on by itself", within=TAKEOVER)

    second = servers("two")
    first.pause()
    paused = reconciled_at(second, shop)
    eventually(lambda: reconciled_at(second, shop) != paused, "another server ends the pass", within=TAKEOVER)
    shop.does("reconcile", second.client)
    newest = reconciled_at(second, shop)
    shop.world.released.set()
    first.resume()
    eventually(lambda: "could not be reconciled" in first.logs(), "the one that was paused notices", within=TAKEOVER)
    assert reconciled_at(second, shop) == newest, "what it knew is not written over what was learnt since"
    for name in names:
        assert shop.row(name, second.client)["expected"] == 10


def test_a_server_that_was_paused_in_a_pass_on_demand_writes_nothing_of_it(servers, admin_shop, background):
    first = servers("one")
    shop, names = opened(first, admin_shop)
    second = servers("two")
    knows(second, shop)
    shop.befall("LocationLevels", "held")
    asked = len(pages(shop))
    # By the server that does not work for the channel: a lease on the channel does not stand in its way.
    answer = background.submit(second.client.post, f"/v1/channels/{shop.channel}/reconcile", {})
    eventually(lambda: len(pages(shop)) == asked + 1 and pages(shop)[-1]["answer"], "its page is asked for")
    second.pause()
    shop.does("reconcile", first.client)
    newest = reconciled_at(first, shop)
    shop.world.released.set()
    second.resume()
    answer.result(timeout=60).refused(503)
    assert reconciled_at(first, shop) == newest
    assert first.client.get(f"/v1/channels/{shop.channel}").data["pull"] is None


def test_two_servers_look_at_a_channel_one_after_the_other(servers, admin_shop, background):
    first = servers("one")
    shop, names = opened(first, admin_shop)
    second = servers("two")
    knows(second, shop)
    asked = len(pages(shop))
    shop.befall("LocationLevels", "held")
    one = background.submit(first.client.post, f"/v1/channels/{shop.channel}/reconcile", {})
    eventually(lambda: len(pages(shop)) == asked + 1, "the first one reads")
    two = background.submit(second.client.post, f"/v1/channels/{shop.channel}/import", {})
    stays(lambda: len(pages(shop)) == asked + 1, "the second one waits for its turn", 3)
    shop.world.released.set()
    assert one.result(timeout=60).expect(200).data["checkedItems"] == len(names)
    assert two.result(timeout=60).expect(200).data["checkedItems"] == len(names)

    # Of one that died nothing is waited for any longer than a lease lives.
    shop.world.released.clear()
    shop.befall("LocationLevels", "stalled")
    asked = len(pages(shop))
    background.submit(lambda: second.client.post(f"/v1/channels/{shop.channel}/reconcile", {}))
    eventually(lambda: len(pages(shop)) == asked + 1, "the second one reads")
    second.kill()
    assert shop.does("reconcile", first.client)["checkedItems"] == len(names)


# -- Counts on their way when their server stands still --------------------------------------------------------------


class LateSink(Sink):
    """Holds the next batch back, as a network does, and takes it when `released` is set. With `forgetful` it takes what
    comes as it comes; else it keeps to versions, as every receiver should."""

    forgetful = False
    holds_next = False
    held = None

    def keep(self, body):
        if self.holds_next:
            self.holds_next, self.held = False, body
            self.lock.release()
            try:
                self.released.wait(60)
            finally:
                self.lock.acquire()
        for entry in body["counts"]:
            sku = entry["sku"]
            if not self.forgetful and entry["version"] < self.versions.get(sku, 0):
                continue
            self.counts[sku], self.versions[sku] = entry["count"], entry["version"]
            self.history[sku].append(entry["count"])


@pytest.mark.parametrize("forgetful", [False, True])
def test_a_late_batch_of_a_paused_server_does_not_last(servers, forgetful):
    sink = LateSink()
    sink.forgetful = forgetful
    first = servers("one")
    merchant = Merchant(first.client)
    first.client.put("/v1/channels/web", sink.channel()).expect(200)
    sku = merchant.counts(10)
    eventually(lambda: sink.shows(sku, 10), "the channel is told", within=TAKEOVER)
    second = servers("two")
    sink.holds_next = True
    merchant.adjusts(sku, -1)
    eventually(lambda: sink.held, "a batch is on its way")
    first.pause()
    began = time.monotonic()
    other = Merchant(second.client)
    other.adjusts(sku, -5)
    eventually(lambda: sink.shows(sku, 4), "the other server tells what is left", within=TAKEOVER)
    assert time.monotonic() - began < TAKEOVER
    sink.released.set()
    if forgetful:
        eventually(lambda: sink.told(sku)[-1] == 9, "the late batch is taken")
    first.resume()
    if forgetful:
        # Whoever sent it says so, and the server that works for the channel tells the count once more.
        eventually(lambda: sink.shows(sku, 4), "the right count comes again", within=TAKEOVER)
    stays(lambda: sink.shows(sku, 4), "and stays", 3)
    told = [count for count, _ in itertools.groupby(sink.told(sku))]
    assert told == ([10, 4, 9, 4] if forgetful else [10, 4])
    assert other.fresh(sku)["physical"] == 4 and other.ledger_agrees(sku)
    sink.close()


def test_a_late_write_of_a_paused_server_erases_no_sale(servers, admin_shop):
    first = servers("one")
    shop, (sku, *_) = opened(first, admin_shop, count=1)
    second = servers("two")
    knows(second, shop)
    shop.befall("SetQuantities", "late")
    Merchant(first.client).adjusts(sku, -1)
    eventually(lambda: any(call.get("late") for call in shop.calls), "a write is on its way")
    first.pause()
    eventually(lambda: shop.shows(sku) == 9, "the other server writes it", within=TAKEOVER)
    until_the_next_second()
    sold = shop.buys((sku, 2))
    assert shop.tells_order(sold, http=second.anonymous) == "applied"
    Merchant(second.client).adjusts(sku, -3)
    eventually(lambda: shop.shows(sku) == 4, "what is left is written")
    shop.world.released.set()
    eventually(lambda: all(call["answer"] for call in shop.writes), "the late write arrives")
    assert shop.shows(sku) == 4, "the shop compares, and knows its key"
    first.resume()
    stays(lambda: shop.shows(sku) == 4, "the sale stands", 3)
    assert Merchant(second.client).fresh(sku)["physical"] == 4
    eventually(lambda: shop.row(sku, second.client)["unexplained"] == 0 and shop.row(sku, second.client)["expected"] == 4, "explained")


# -- Death under load ------------------------------------------------------------------------------------------------


def test_servers_that_are_killed_at_random_under_load_lose_and_double_nothing(servers, sink):
    chance = random.Random(seed := random.SystemRandom().randrange(10**6))
    print(f"seed {seed}")
    both = [servers("one"), servers("two")]
    both[0].client.put("/v1/channels/web", sink.channel()).expect(200)
    doors = [Shop(both[0]).connect()]
    doors.append(Shop(both[1], name=doors[0].channel, secret=doors[0].secret))
    eventually(lambda: doors[1].deliver("app/scopes_update", {}).status == 200, "the other server knows the shop")
    skus = [Merchant(both[0].client).counts(1000) for _ in range(3)]
    eventually(lambda: all(sink.shows(sku, 1000) for sku in skus), "the channel is told", within=TAKEOVER)
    orders = [
        [Line(chance.choice(skus), chance.randint(1, 3)) for _ in range(chance.randint(1, 3))] for _ in range(150)
    ]
    sold = {sku: sum(line.quantity for lines in orders for line in lines if line.sku == sku) for sku in skus}

    def deliver(lines):
        """As a shop does: the same delivery again, to whom the balancer likes, until it is answered; now and then twice."""
        body, webhook = order(lines), str(uuid.uuid4())
        left = 2 if body["id"] % 3 == 0 else 1
        while left:
            try:
                if random.choice(doors).deliver("orders/create", body, webhook).status == 200:
                    left -= 1
            except OSError:
                time.sleep(0.05)

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        deliveries = [pool.submit(deliver, lines) for lines in orders]
        for part in (1, 2, 3):
            eventually(lambda: sum(one.done() for one in deliveries) >= part * 35, "orders come in", within=120)
            victim = chance.choice(both)
            victim.kill()
            victim.start()
        for one in deliveries:
            one.result(timeout=120)
    merchant = Merchant(both[chance.randrange(2)].client)
    for sku in skus:
        assert merchant.fresh(sku)["physical"] == 1000 - sold[sku], sku
        assert merchant.ledger_agrees(sku)
    eventually(lambda: all(sink.shows(sku, 1000 - sold[sku]) for sku in skus), "the channel shows it", within=40)
    # One dies for good: the other one tells the channel then, within its bound.
    teller = eventually(lambda: next((one for one in both if tells(one, "web")), None), "one of them tells the channel")
    (other,) = [server for server in both if server is not teller]
    teller.kill()
    began = time.monotonic()
    Merchant(other.client).adjusts(skus[0], -5)
    eventually(lambda: sink.shows(skus[0], 995 - sold[skus[0]]), "the other one tells the channel", within=TAKEOVER)
    print(f"taken over within {time.monotonic() - began:.1f} s")


# -- Shares ----------------------------------------------------------------------------------------------------------


def test_servers_share_the_channels_and_one_may_stay_out(servers, sink):
    first = servers("one")
    for number in range(5):
        first.client.put(f"/v1/channels/web-{number}", sink.channel()).expect(200)
    eventually(lambda: held(first) == 5, "one server works for all", within=TAKEOVER)
    aside = servers("aside", BROADCAST="off")
    second = servers("two")
    eventually(lambda: sorted([held(first), held(second)]) == [2, 3], "two share them", within=TAKEOVER)
    assert held(aside) == 0
    # What comes in at the one that stays out is told by the others.
    merchant = Merchant(aside.client)
    sku = merchant.counts(7)
    eventually(lambda: len(sink.told(sku)) >= 5 and set(sink.told(sku)) == {7}, "all five are told", within=TAKEOVER)
    stays(lambda: sorted([held(first), held(second)]) == [2, 3], "and keep their shares", 3)
    third = servers("three")
    eventually(lambda: sorted([held(first), held(second), held(third)]) == [1, 2, 2], "three share them", within=TAKEOVER)
    first.kill()
    eventually(lambda: held(second) + held(third) == 5, "the two that live have all", within=TAKEOVER)
    # A server that ends lets go at once.
    third.terminate()
    eventually(lambda: held(second) == 5, "the last one has all", within=8)
    assert held(aside) == 0


def test_broadcasting_is_not_switched_off_where_nobody_else_could(tmp_path, new_server):
    server = new_server("alone", start=False, STORE="sqlite", BROADCAST="off")
    server.launch()
    assert server.wait_exit() != 0
    assert "BROADCAST is off" in server.logs()


# -- Access tokens ---------------------------------------------------------------------------------------------------


def renewing(shop):
    identity, secret = shop.world.client
    return {
        "refreshToken": shop.world.refresh,
        "clientId": identity,
        "clientSecret": secret,
        "accessTokenExpiresAt": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600)),
    }


def token_shop(server, admin_shop):
    shop, sku = admin_shop(server), new_sku()
    shop.opens({sku: 10}, **renewing(shop))
    eventually(lambda: shop.agrees(sku), "the import is over", within=40)
    until_the_next_second()
    return shop


def test_two_servers_renew_a_token_once(servers, admin_shop, background):
    first = servers("one")
    shop = token_shop(first, admin_shop)
    second = servers("two")
    knows(second, shop)
    shop.befall("renew", "held")
    shop.world.expire()
    looks = [
        background.submit(server.client.post, f"/v1/channels/{shop.channel}/reconcile", {}, dryRun="true")
        for server in (first, second)
    ]
    eventually(lambda: shop.world.renewals, "one of them renews")
    stays(lambda: len(shop.world.renewals) == 1, "the other one waits", 3)
    shop.world.released.set()
    for look in looks:
        assert look.result(timeout=60).expect(200).data["checkedItems"] == 1
    assert len(shop.world.renewals) == 1
    for server in (first, second):
        assert server.client.get(f"/v1/channels/{shop.channel}").data["status"] == "ok"


def test_a_renewal_whose_server_died_is_made_by_the_next(servers, admin_shop, background):
    first = servers("one", BROADCAST="off")
    second = servers("two")
    shop = token_shop(second, admin_shop)
    knows(first, shop)
    shop.befall("renew", "held")
    shop.world.expire()
    background.submit(first.client.post, f"/v1/channels/{shop.channel}/reconcile", {}, dryRun="true")
    eventually(lambda: len(shop.world.renewals) == 1, "the first one renews")
    look = background.submit(second.client.post, f"/v1/channels/{shop.channel}/reconcile", {}, dryRun="true")
    stays(lambda: len(shop.world.renewals) == 1, "the second one waits", 2)
    first.kill()
    assert look.result(timeout=60).expect(200, 202).status
    eventually(lambda: len(shop.world.renewals) == 2, "the second one renews", within=TAKEOVER)
    shop.world.released.set()
    shop.does("reconcile", second.client)
    assert second.client.get(f"/v1/channels/{shop.channel}").data["status"] == "ok"
