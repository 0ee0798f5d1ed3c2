"""Everything at once, from a seed: whatever happened, the channels end up showing the right counts."""

import concurrent.futures
import json
import random

import pytest

from harness import Cli, Line, Merchant, Shop, Sink, eventually, order, refund
from harness.client import quoted

PHYSICAL = 5_000


class World:
    """Random actions on a few SKUs, with the stock they should leave computed beside them."""

    def __init__(self, server, sinks, seed):
        self.server, self.sinks, self.rng = server, sinks, random.Random(seed)
        self.merchant, self.shop = Merchant(server.client), Shop(server).connect()
        self.stock = {self.merchant.counts(PHYSICAL, sku=f"s-{n}"): PHYSICAL for n in range(6)}
        self.sold = []

    def act(self):
        kinds = [self.sell] * 5 + [self.give_back] * 3 + [self.adjust] * 3 + [self.take_back, self.rule, self.pause, self.trouble, self.load]
        self.rng.choice(kinds)()

    def sku(self):
        return self.rng.choice(sorted(self.stock))

    def sell(self):
        lines = [Line(self.sku(), self.rng.randint(1, 5)) for _ in range(self.rng.randint(1, 3))]
        body = order(lines)
        for _ in range(self.rng.choice((1, 1, 2))):
            self.shop.deliver("orders/create", body).expect(200)
        for line in lines:
            self.stock[line.sku] -= line.quantity
        self.sold.append((body["id"], lines))

    def give_back(self):
        if not self.sold:
            return
        order_id, lines = self.sold.pop(self.rng.randrange(len(self.sold)))
        kind = self.rng.choice(("return", "cancel", "no_restock"))
        self.shop.deliver("refunds/create", refund(order_id, [(line, line.quantity, kind) for line in lines])).expect(200)
        for line in lines:
            self.stock[line.sku] += line.quantity if kind != "no_restock" else 0

    def adjust(self):
        sku, delta = self.sku(), self.rng.choice((-7, -1, 3, 20))
        self.merchant.adjusts(sku, delta)
        self.stock[sku] += delta

    def take_back(self):
        sku = self.sku()
        body = {"sku": sku, "quantity": 2, "disposition": self.rng.choice(("SELLABLE", "DAMAGED"))}
        self.merchant.client.post("/v1/returns", body).expect(201)
        self.stock[sku] += 2 if body["disposition"] == "SELLABLE" else 0

    def load(self):
        sku, count = self.sku(), self.rng.randint(0, 100)
        body = f"sku,physical\n{sku},{count}\n".encode()
        answer = self.merchant.client.send("POST", "/v1/imports/inventory", body=body, headers={"Content-Type": "text/csv"})
        before, self.stock[sku] = self.stock[sku], count
        if self.rng.random() < 0.5:
            self.merchant.client.post(f"/v1/imports/{answer.expect(201).data['batchId']}/undo", {}).expect(200)
            self.stock[sku] = before

    def rule(self):
        rule = self.rng.choice(({"units": 3}, {"percent": 10}, {"cap": 40}, {"floor": 10}, None))
        channel = self.rng.choice((None, *self.sinks))
        path = f"/v1/buffers/{quoted(self.sku())}"
        if rule is None:
            self.merchant.client.delete(path, channel=channel).expect(204, 404)
        else:
            self.merchant.client.put(path, rule, channel=channel).expect(200)

    def pause(self):
        step = self.rng.choice(("pause", "resume"))
        self.merchant.client.post(f"/v1/channels/{self.rng.choice(sorted(self.sinks))}/{step}", {}).expect(200)

    def trouble(self):
        sink = self.sinks[self.rng.choice(sorted(self.sinks))]
        if self.rng.random() < 0.5:
            sink.behave(lambda number: (503, {}) if number % 2 else None)
        else:
            sink.heal()

    def settle(self):
        for name, sink in self.sinks.items():
            sink.heal()
            self.merchant.client.post(f"/v1/channels/{name}/resume", {}).expect(200)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_history_every_channel_shows_the_formula(new_server, tmp_path, seed):
    server = new_server()
    sinks = {"one": Sink("secret-one"), "two": Sink("secret-two")}
    for name, sink in sinks.items():
        server.client.put(f"/v1/channels/{name}", sink.channel()).expect(200)
    world = World(server, sinks, seed)
    for step in range(150):
        world.act()
        if step in (50, 100):
            server.restart()
    world.settle()
    for sku, physical in world.stock.items():
        row = world.merchant.fresh(sku)
        assert row["physical"] == physical, f"seed {seed}, {sku}"
        assert world.merchant.ledger_agrees(sku)
        targets = {one["channelId"]: one["target"] for one in row["channels"]}
        for name, sink in sinks.items():
            eventually(lambda s=sink, k=sku, n=name: s.shows(k, targets[n]), f"seed {seed}: {name} shows {sku}", within=60)
    for name, sink in sinks.items():
        eventually(lambda n=name: server.client.get(f"/v1/channels/{n}").data["dirty"] == 0, "nothing waits")
        sink.close()
    assert server.terminate() == 0
    findings = json.loads(Cli(server.directory, **server.settings)("doctor", "--json").stdout)["findings"]
    states = {finding["part"]: finding["state"] for finding in findings}
    assert states["store"] == states["ledger"] == "ok", findings


def test_writers_of_all_kinds_at_once_lose_nothing(server, shop, merchant):
    sku, sold = merchant.counts(1_000), []

    def write(number):
        api = Merchant(server.client)
        if number % 4 == 0:
            line = Line(sku, 2)
            body = order([line])
            shop.deliver("orders/create", body, http=server.anonymous).expect(200)
            sold.append((body["id"], line))
            return -2
        if number % 4 == 1:
            api.adjusts(sku, 3)
            return 3
        if number % 4 == 2:
            api.client.post("/v1/returns", {"sku": sku, "quantity": 1, "disposition": "SELLABLE"}).expect(201)
            return 1
        api.client.put(f"/v1/buffers/{sku}", {"units": number}).expect(200)
        return 0

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        moved = sum(threads.map(write, range(160)))
    assert merchant.physical(sku) == 1_000 + moved and merchant.ledger_agrees(sku)
    move_ids = [move["movementId"] for move in merchant.movements(sku)]
    assert len(set(move_ids)) == len(move_ids) == 1 + 40 * 3


def test_rows_that_are_added_meanwhile_neither_hide_nor_repeat_others(api, merchant):
    skus = {merchant.counts(50) for _ in range(6)}
    old = {row["txId"] for row in api.get("/v1/transactions", limit=250).data}
    rows, cursor = [], None
    while True:
        answer = api.get("/v1/transactions", limit=2, cursor=cursor).expect(200)
        rows += [row["txId"] for row in answer.data]
        cursor = answer.json["nextCursor"]
        if cursor is None:
            break
        merchant.adjusts(sorted(skus)[0], 1)
        assert len(rows) < 2_000, "the list has an end"
    assert len(set(rows)) == len(rows) and old <= set(rows)


def test_an_order_of_many_lines_is_quick_and_whole(shop, merchant):
    skus = [merchant.counts(10) for _ in range(20)]
    lines = [Line(skus[number % 20], 1) for number in range(600)]
    raw = json.dumps(order(lines)).encode()
    assert len(raw) < 2 << 20
    shop.deliver("orders/create", raw).expect(200)
    assert {merchant.physical(sku) for sku in skus} == {10 - 30}
