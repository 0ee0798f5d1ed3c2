"""Any interleaving, duplication or delay of the same facts ends in the same stock."""

import random
import uuid

import pytest

from harness import Line, new_id, order, refund

SEEDS = range(12)
RESTOCKED = {"return", "cancel", "legacy_restock"}


class History:
    """What really happened to one order: snapshots in time, and refunds. Built from a seed."""

    def __init__(self, skus, rng):
        self.id = new_id()
        lines = [Line(rng.choice(skus), rng.randint(1, 6)) for _ in range(rng.randint(1, 4))]
        self.snapshots, self.refunds = [], []
        left = {line.id: line.quantity for line in lines}
        for moment in range(rng.randint(1, 4)):
            if moment and rng.random() < 0.5:
                # An edit only adds, so that no refund exceeds what was bought.
                place = rng.randrange(len(lines))
                more = rng.randint(1, 3)
                lines[place] = lines[place].of(lines[place].quantity + more)
                left[lines[place].id] += more
            if moment and rng.random() < 0.3:
                lines = [*lines, Line(rng.choice(skus), rng.randint(1, 3))]
                left[lines[-1].id] = lines[-1].quantity
            if rng.random() < 0.6:
                self.add_refund(lines, left, rng)
            self.snapshots.append(order(lines, order_id=self.id, updated=moment * 10, refunds=self.refunds))
        if rng.random() < 0.5:
            self.add_refund(lines, left, rng)
        self.lines = lines

    def add_refund(self, lines, left, rng):
        parts = []
        for line in lines:
            quantity = rng.randint(0, left[line.id])
            if quantity:
                left[line.id] -= quantity
                parts.append((line, quantity, rng.choice(sorted(RESTOCKED) + ["no_restock"])))
        if parts:
            self.refunds = [*self.refunds, refund(self.id, parts)]

    def consumed(self):
        """The rule of the domain, written once more and independently."""
        used = {}
        restocked = {}
        for one in self.refunds:
            for item in one["refund_line_items"]:
                if item["restock_type"] in RESTOCKED:
                    restocked[item["line_item_id"]] = restocked.get(item["line_item_id"], 0) + item["quantity"]
        for line in self.lines:
            used[line.sku] = used.get(line.sku, 0) + line.quantity - restocked.get(line.id, 0)
        return used

    def deliveries(self, rng):
        """Every fact at least once, half of them again, under the same webhook id or another."""
        topics = ["orders/create", "orders/updated", "orders/paid", "orders/fulfilled"]
        facts = [("orders/create" if i == 0 else rng.choice(topics), body) for i, body in enumerate(self.snapshots)]
        facts += [("refunds/create", body) for body in self.refunds]
        sent = [(topic, body, str(uuid.UUID(int=rng.getrandbits(128)))) for topic, body in facts]
        for topic, body, webhook_id in list(sent):
            if rng.random() < 0.5:
                sent.append((topic, body, webhook_id if rng.random() < 0.5 else str(uuid.UUID(int=rng.getrandbits(128)))))
        return sent


@pytest.mark.parametrize("seed", SEEDS)
def test_any_interleaving_ends_in_the_same_stock(shop, merchant, seed):
    rng = random.Random(seed)
    skus = [merchant.counts(1000) for _ in range(3)]
    histories = [History(skus, rng) for _ in range(4)]
    deliveries = [delivery for history in histories for delivery in history.deliveries(rng)]
    rng.shuffle(deliveries)
    seen = set()
    for topic, body, webhook_id in deliveries:
        status = shop.deliver(topic, body, webhook_id).expect(200).data["status"]
        assert (status == "duplicate") == (webhook_id in seen), f"seed {seed}: {topic} {webhook_id} {status}"
        seen.add(webhook_id)
    for sku in skus:
        used = sum(history.consumed().get(sku, 0) for history in histories)
        assert merchant.physical(sku) == 1000 - used, f"seed {seed}"
        assert merchant.ledger_agrees(sku)
    for history in histories:
        # One return row for each refund line, however often and in whatever body it came.
        rows = merchant.returns(orderId=str(history.id))
        wanted = sorted((i["line_item"]["sku"], i["quantity"]) for r in history.refunds for i in r["refund_line_items"])
        assert sorted((row["sku"], row["quantity"]) for row in rows) == wanted, f"seed {seed}"
