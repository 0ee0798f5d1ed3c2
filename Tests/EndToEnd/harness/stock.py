"""A merchant's view of one SKU: what the tests say about stock, in one place."""

import uuid

from .client import pages, quoted
from .waiting import eventually


def new_sku(stem="sku"):
    return f"{stem}-{uuid.uuid4().hex[:12]}"


def caught_up(api, sink, channel):
    """Waits until a new channel was told all there is. Before, the sweep of its beginning may mark a SKU that was told
    already. Needs a SKU that was there before the channel: nothing but the sweep tells it."""
    tracked = {row["sku"] for row in pages(api, "/v1/inventory", limit=250) if row["tracked"]}
    eventually(lambda: tracked <= set(sink.counts), "the channel is told all there is")
    eventually(lambda: api.get(f"/v1/channels/{channel}").data["dirty"] == 0, "nothing waits")


class Merchant:
    """Works in one tenant through `client`."""

    def __init__(self, client):
        self.client = client

    def counts(self, physical, sku=None, threshold=None):
        """Tracks a SKU (a fresh one by default) and returns its name."""
        sku = sku or new_sku()
        body = {"physical": physical}
        if threshold is not None:
            body["lowStockThreshold"] = threshold
        self.client.put(f"/v1/inventory/{quoted(sku)}", body).expect(200)
        return sku

    def adjusts(self, sku, delta, reason="adjustment", **more):
        path = f"/v1/inventory/{quoted(sku)}/adjustments"
        return self.client.post(path, {"delta": delta, "reason": reason} | more).expect(201).data

    def row(self, sku, **query):
        return self.client.get(f"/v1/inventory/{quoted(sku)}", **query).expect(200).data

    def fresh(self, sku):
        """The row past every cache."""
        return self.row(sku, consistent="true")

    def physical(self, sku):
        return self.fresh(sku)["physical"]

    def count(self, sku):
        return self.fresh(sku)["count"]

    def movements(self, sku):
        return pages(self.client, f"/v1/inventory/{quoted(sku)}/movements", limit=250)

    def alerts(self, **query):
        return pages(self.client, "/v1/alerts", **query)

    def open_alerts(self, sku, kind=None):
        return self.alerts(sku=sku, state="open", type=kind)

    def open_types(self, sku):
        return {alert["type"] for alert in self.open_alerts(sku)}

    def returns(self, **query):
        return pages(self.client, "/v1/returns", **query)

    def ledger_agrees(self, sku):
        """The invariant of every commit: the sum of a SKU's movements equals its levels."""
        row, moves = self.fresh(sku), self.movements(sku)
        for level in ("physical", "reserved", "suspense"):
            total = sum(move["deltas"].get(level) or 0 for move in moves)
            assert total == row[level], f"{sku}: movements sum to {level} {total}, the level is {row[level]}"
        return True
