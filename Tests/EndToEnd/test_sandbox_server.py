"""`syncstate serve` and sandbox shops, each a process of its own: what the product is for."""

import random
import time

import pytest

from harness import Merchant, eventually

MUG, CAP = "MUG-WHITE", "CAP-NAVY"
SETTINGS = {"SETTLE_SECONDS": 1, "RECONCILE_MINUTES": 60}


def until_the_next_second():
    """What happens in the second of a baseline is in it: who buys later is a new customer."""
    now = int(time.time())
    while int(time.time()) <= now + 1:
        time.sleep(0.02)


class World:
    """A server and two shops that sell from one stock, A and B."""

    def __init__(self, new_server, sandbox, authority="adopt", **settings):
        self.server = new_server(**SETTINGS | settings)
        self.merchant = Merchant(self.server.client)
        hook = f"http://127.0.0.1:{self.server.port}/webhook/shopify"
        self.a = sandbox(webhooks_to=hook).connect(self.server, authority)
        self.b = sandbox("--location", 777_000_001, webhooks_to=hook).connect(self.server, authority)
        eventually(lambda: self.agree(self.a.levels()), "both shops are known")
        until_the_next_second()

    def row(self, sku):
        return self.merchant.fresh(sku)

    def agree(self, counts):
        """Both shops show these counts, and nothing is open about any."""
        for sku, count in counts.items():
            row = self.row(sku)
            assert row["physical"] - row["suspense"] - row["reserved"] == count, row
            assert [channel["unexplained"] for channel in row["channels"]] == [0, 0], row
            assert not any(channel["dirty"] for channel in row["channels"]), row
            assert self.a.levels()[sku] == self.b.levels()[sku] == count
        return True

    def settles(self, sku, count, what, within=30.0):
        eventually(lambda: self.agree({sku: count}), what, within=within)

    def reconcile(self):
        self.a.reconcile(self.server)
        self.b.reconcile(self.server)


@pytest.fixture
def world(new_server, sandbox):
    return World(new_server, sandbox)


def test_a_sale_in_one_shop_is_told_to_the_other(world) -> None:
    order = world.a.sells(MUG, 3)
    world.settles(MUG, 77, "the sale of three is everywhere")
    assert world.row(MUG)["physical"] == 77
    assert {event["to"] for event in world.b.events("written") if event["sku"] == MUG} == {77}
    # The shop that sold knew already: it was written nothing.
    assert world.a.events("written") == []
    world.a.does("refund", orderId=order, sku=MUG, quantity=2, restock="return")
    world.settles(MUG, 79, "what came back is everywhere")
    world.a.does("edit-order", orderId=world.b.sells(CAP) and world.a.sells(CAP, 2), sku=CAP, quantity=5)
    world.settles(CAP, 35 - 1 - 5, "an edited order counts as it is now")
    assert world.merchant.ledger_agrees(MUG) and world.merchant.ledger_agrees(CAP)


def test_a_stale_write_after_an_unheard_sale_heals(world) -> None:
    world.a.webhooks(drop=100)
    world.a.sells(MUG, 3)
    # Nobody has heard of the sale; the merchant gets ten more.
    world.merchant.adjusts(MUG, 10)
    eventually(lambda: world.a.events("refusedStale"), "the write is refused: the shelf has moved")
    # 90 were never shown: the three that are missing are kept back.
    world.settles(MUG, 87, "the sale survived the broadcast")
    assert 90 not in {event["to"] for event in world.a.events("written") if event["sku"] == MUG}
    world.a.webhooks(drop=0)
    world.reconcile()
    world.settles(MUG, 87, "the order explains what was missing")
    row = world.row(MUG)
    assert (row["physical"], row["suspense"]) == (87, 0)
    assert world.merchant.ledger_agrees(MUG)


def test_lost_webhooks_heal_by_reconciliation(world) -> None:
    world.a.webhooks(drop=100)
    kept, cancelled = world.a.sells(MUG, 4), world.a.sells(MUG, 2)
    world.a.does("cancel", orderId=cancelled)
    world.a.does("refund", orderId=kept, sku=MUG, quantity=1, restock="return")
    assert world.row(MUG)["physical"] == 80 and world.b.levels()[MUG] == 80
    world.a.webhooks(drop=0)
    world.reconcile()
    world.settles(MUG, 77, "what was missed is found")
    assert world.row(MUG)["physical"] == 77
    assert world.merchant.ledger_agrees(MUG)


def test_an_edit_by_a_person_is_adopted(world) -> None:
    world.a.does("edit", sku=MUG, available=100)
    world.settles(MUG, 100, "the edit is everywhere", within=60)
    world.a.does("edit", sku=MUG, delta=-30)
    world.settles(MUG, 70, "the second edit is everywhere", within=60)
    assert world.row(MUG)["physical"] == 70
    assert "drift_adopted" in {alert["type"] for alert in world.merchant.alerts(sku=MUG)}


def test_an_edit_by_a_person_is_overruled(new_server, sandbox) -> None:
    world = World(new_server, sandbox, authority="enforce")
    world.a.does("edit", sku=MUG, available=100)
    eventually(lambda: [event for event in world.a.events("written") if event["sku"] == MUG], "the edit is written over", within=60)
    world.settles(MUG, 80, "our count stands", within=60)
    assert world.row(MUG)["physical"] == 80
    assert "drift_corrected" in {alert["type"] for alert in world.merchant.alerts(sku=MUG)}


def test_faults_of_the_admin_api_lose_nothing(world) -> None:
    world.b.does("faults", kind="lost_reply")
    world.b.does("faults", kind="status", status=502, html=True)
    world.b.does("faults", kind="throttled")
    world.b.does("faults", kind="reset")
    for _ in range(6):
        world.a.sells(MUG)
    world.settles(MUG, 74, "the sales are everywhere", within=90)
    assert world.row(MUG)["physical"] == 74


def test_webhooks_that_are_lost_doubled_late_and_coalesced(world) -> None:
    trouble = {"drop": 10, "duplicate": 50, "reorder": 60, "longestDelaySeconds": 1.5, "coalesce": 40, "coalesceSeconds": 0.4}
    shops = [world.a, world.b]
    for shop in shops:
        shop.webhooks(**trouble)
    dice, orders, sold = random.Random(5), {0: [], 1: []}, 0
    for _ in range(60):
        at = dice.randrange(2)
        sku = dice.choice([MUG, CAP])
        if orders[at] and dice.random() < 0.25:
            order, of = orders[at].pop(dice.randrange(len(orders[at])))
            shops[at].does("cancel", orderId=order)
        else:
            orders[at].append((shops[at].sells(sku, oversell=True), sku))
            sold += 1
    for shop in shops:
        shop.webhooks(drop=0, duplicate=0, reorder=0, coalesce=0)
    left = {MUG: 80, CAP: 35}
    for held in orders.values():
        for _, sku in held:
            left[sku] -= 1
    assert sold > 20 and sum(len(shop.events("dropped")) for shop in shops) > 0
    eventually(lambda: all(not pending(shop) for shop in shops), "what was under way has come", within=30)

    def healed():
        world.reconcile()
        return world.agree({sku: max(0, count) for sku, count in left.items()})

    eventually(healed, "both shops show what is left", within=90, interval=2.0)
    for sku, count in left.items():
        assert world.row(sku)["physical"] == count and world.merchant.ledger_agrees(sku)


def pending(shop):
    """Whether anything was delivered within the last second and a half."""
    seen = len(shop.events())
    time.sleep(1.6)
    return len(shop.events()) != seen
