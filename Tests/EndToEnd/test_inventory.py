"""Levels, adjustments and the ledger."""

import uuid

import pytest

from harness import Line
from harness.client import pages
from harness.stock import new_sku

REASONS = ["restock", "adjustment", "shrinkage", "correction"]
ROW = {
    "sku", "physical", "reserved", "suspense", "available", "buffer", "count", "lowStockThreshold", "tracked", "lastBroadcast",
    "version", "updatedAt",
}  # fmt: skip
CHANNEL = {"channelId", "expected", "missing", "surplus", "unexplained", "target", "dirty", "contested", "lastError"}


def test_a_count_makes_a_row_with_everything(api):
    sku = new_sku()
    row = api.put(f"/v1/inventory/{sku}", {"physical": 12, "lowStockThreshold": 3}).expect(200).data
    seen = api.get(f"/v1/inventory/{sku}").expect(200).data
    assert ROW <= set(seen) and "channels" in seen
    for one in (row, seen):
        assert (one["sku"], one["physical"], one["lowStockThreshold"]) == (sku, 12, 3)
    assert seen["reserved"] == seen["suspense"] == 0 and seen["available"] == seen["count"] == 12
    assert seen["tracked"] is True and seen["lastBroadcast"] is None and seen["buffer"]["source"]
    (listed,) = pages(api, "/v1/inventory", query=sku)
    assert ROW <= set(listed) and {key: listed[key] for key in ROW} == {key: seen[key] for key in ROW}


def test_an_unknown_sku_is_not_here(api):
    for path in ("", "/movements"):
        api.get(f"/v1/inventory/{new_sku()}{path}").refused(404)


def test_the_threshold_is_ten_unless_told_and_stays_when_only_counted(merchant):
    sku = merchant.counts(50)
    assert merchant.row(sku)["lowStockThreshold"] == 10
    merchant.counts(50, sku=sku, threshold=4)
    merchant.counts(60, sku=sku)
    assert merchant.row(sku)["lowStockThreshold"] == 4


def test_a_wrong_threshold_is_named(api):
    for wrong in ("5", 1.5, True, 2**70):
        api.put(f"/v1/inventory/{new_sku()}", {"physical": 1, "lowStockThreshold": wrong}).refused(400, field="lowStockThreshold")


def test_the_row_shows_every_channel(merchant, shop, channel):
    sku = merchant.counts(7)
    shown = {one["channelId"]: one for one in merchant.fresh(sku)["channels"]}
    assert shop.channel in shown or channel in shown
    assert channel in shown
    for one in shown.values():
        assert CHANNEL <= set(one)
        assert isinstance(one["dirty"], bool) and one["missing"] >= 0 and one["surplus"] >= 0
    assert shown[channel]["target"] == 7


def test_versions_rise_with_every_change(merchant):
    sku = merchant.counts(7)
    first = merchant.fresh(sku)
    merchant.adjusts(sku, 1)
    second = merchant.fresh(sku)
    assert second["version"] > first["version"] and second["updatedAt"] >= first["updatedAt"]


@pytest.mark.parametrize("reason", REASONS)
def test_an_adjustment_moves_the_level_and_writes_the_ledger(merchant, reason):
    sku = merchant.counts(10)
    move = merchant.adjusts(sku, -4, reason=reason, reference="PO-17")
    assert move["deltas"]["physical"] == -4 and move["after"]["physical"] == 6
    assert move["reference"] == "PO-17" and move["type"] and move["txId"] and move["actor"]
    assert merchant.physical(sku) == 6
    newest = merchant.movements(sku)[0]
    assert newest == move


def test_a_count_may_insist_on_the_row_it_saw(api, merchant):
    sku = merchant.counts(10)
    version = merchant.fresh(sku)["version"]
    merchant.adjusts(sku, 1)
    path = f"/v1/inventory/{sku}"
    api.put(path, {"physical": 5}, headers={"If-Match": f'"{version}"'}).refused(409)
    assert merchant.physical(sku) == 11
    api.put(path, {"physical": 5}, headers={"If-Match": f'"{merchant.fresh(sku)["version"]}"'}).expect(200)
    assert merchant.physical(sku) == 5


def test_an_adjustment_may_go_below_zero(merchant):
    sku = merchant.counts(3)
    merchant.adjusts(sku, -5, reason="shrinkage")
    row = merchant.fresh(sku)
    assert row["physical"] == -2 and row["count"] == 0


def test_wrong_adjustments_are_named(api, merchant):
    sku = merchant.counts(3)
    path = f"/v1/inventory/{sku}/adjustments"
    for delta in (0, "1", 1.5, None, True, 2**63):
        api.post(path, {"delta": delta, "reason": "restock"}).refused(400, field="delta")
    for reason in ("theft", "", 5, None, "Restock"):
        api.post(path, {"delta": 1, "reason": reason}).refused(400, field="reason")
    api.post(path, {"delta": 1, "reason": "restock", "reference": 5}).refused(400, field="reference")
    assert merchant.physical(sku) == 3 and len(merchant.movements(sku)) == 1


def test_an_untracked_sku_cannot_be_adjusted(api):
    path = f"/v1/inventory/{new_sku()}/adjustments"
    api.post(path, {"delta": 1, "reason": "restock"}).refused(422, code="untracked_sku")


def test_a_count_is_a_movement_of_its_difference(merchant):
    sku = merchant.counts(10)
    merchant.counts(4, sku=sku)
    newest, first = merchant.movements(sku)
    assert newest["type"] == first["type"] == "count"
    assert newest["deltas"]["physical"] == -6 and newest["after"]["physical"] == 4


def test_the_ledger_sums_to_the_levels_whatever_happened(merchant, shop):
    sku = merchant.counts(10)
    line = Line(sku, 3)
    merchant.adjusts(sku, 5, reason="restock")
    sold = shop.sells(line)
    shop.refunds(sold["id"], [(line, 1, "return")])
    merchant.client.post("/v1/returns", {"sku": sku, "quantity": 1, "disposition": "SELLABLE"}).expect(201)
    merchant.counts(2, sku=sku)
    shop.sells((sku, 4))
    assert merchant.physical(sku) == -2 and merchant.ledger_agrees(sku)
    # Every row's `after` is what the rows up to it sum to.
    running = 0
    for move in reversed(merchant.movements(sku)):
        running += move["deltas"].get("physical") or 0
        assert move["after"]["physical"] == running


def test_the_ledger_pages(api, merchant):
    sku = merchant.counts(0)
    for _ in range(6):
        merchant.adjusts(sku, 1)
    paged = pages(api, f"/v1/inventory/{sku}/movements", limit=2)
    assert [move["after"]["physical"] for move in paged] == [6, 5, 4, 3, 2, 1, 0]
    assert len({move["movementId"] for move in paged}) == 7


def test_low_stock_is_a_filter(api, merchant):
    stem = uuid.uuid4().hex[:8]
    low, equal, high = (merchant.counts(n, sku=f"{stem}-{n}", threshold=5) for n in (4, 5, 6))
    shown = {row["sku"] for row in pages(api, "/v1/inventory", query=stem, lowStock="true")}
    assert shown == {low, equal}
    assert {row["sku"] for row in pages(api, "/v1/inventory", query=stem, lowStock="false")} >= {high}
    api.get("/v1/inventory", lowStock="perhaps").refused(400, field="lowStock")


def test_who_did_it_is_in_the_ledger(api, merchant):
    key = api.post("/v1/keys", {"name": "night shift", "role": "operator"}).expect(201).data
    sku = merchant.counts(5)
    api.as_(key["key"]).post(f"/v1/inventory/{sku}/adjustments", {"delta": 1, "reason": "restock"}).expect(201)
    newest, first = merchant.movements(sku)
    assert newest["actor"] != first["actor"] and key["key"] not in newest["actor"]
