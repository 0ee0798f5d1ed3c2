"""Returns: what comes back, in which state, and what that does to the stock."""

import concurrent.futures
import uuid

import pytest

from harness import Line, order, refund
from harness.client import pages
from harness.stock import new_sku

UNSELLABLE = ["DAMAGED", "DEFECTIVE", "EXPIRED", "UNSELLABLE", "MISSING"]


def give_back(api, sku, quantity, disposition, **more):
    return api.post("/v1/returns", {"sku": sku, "quantity": quantity, "disposition": disposition} | more).expect(201).data


def test_sellable_goods_add_to_the_stock(api, merchant):
    sku = merchant.counts(20)
    made = give_back(api, sku, 3, "SELLABLE", orderId="1001", note="unopened")
    assert made["returnId"] and (made["sku"], made["quantity"], made["disposition"]) == (sku, 3, "SELLABLE")
    assert made["orderId"] == "1001" and made["note"] == "unopened"
    assert merchant.physical(sku) == 23 and merchant.ledger_agrees(sku)
    assert merchant.open_types(sku) == {"return_received"}


@pytest.mark.parametrize("disposition", UNSELLABLE)
def test_other_goods_add_nothing_and_alert(api, merchant, disposition):
    sku = merchant.counts(20)
    give_back(api, sku, 3, disposition)
    assert merchant.physical(sku) == 20 and merchant.ledger_agrees(sku)
    (alert,) = merchant.open_alerts(sku)
    assert alert["type"] == "return_damaged" and alert["severity"] == "warning"


def test_inspected_goods_wait_and_are_decided_once(api, merchant):
    sku = merchant.counts(20)
    made = give_back(api, sku, 3, "INSPECTING")
    assert merchant.physical(sku) == 20 and merchant.open_types(sku) == {"return_received"}
    decided = api.patch(f"/v1/returns/{made['returnId']}", {"disposition": "SELLABLE"}).expect(200).data
    assert decided["disposition"] == "SELLABLE" and merchant.physical(sku) == 23
    for again in ("SELLABLE", "DAMAGED", "INSPECTING"):
        answer = api.patch(f"/v1/returns/{made['returnId']}", {"disposition": again})
        assert answer.status in (409, 422), answer
    assert merchant.physical(sku) == 23 and merchant.ledger_agrees(sku)


@pytest.mark.parametrize("disposition", UNSELLABLE)
def test_inspection_may_find_damage(api, merchant, disposition):
    sku = merchant.counts(20)
    made = give_back(api, sku, 3, "INSPECTING")
    api.patch(f"/v1/returns/{made['returnId']}", {"disposition": disposition}).expect(200)
    assert merchant.physical(sku) == 20 and "return_damaged" in merchant.open_types(sku)


def test_what_was_never_inspected_is_not_decided_again(api, merchant):
    sku = merchant.counts(20)
    for first in ("SELLABLE", "DAMAGED"):
        made = give_back(api, sku, 1, first)
        answer = api.patch(f"/v1/returns/{made['returnId']}", {"disposition": "SELLABLE"})
        assert answer.status in (409, 422), answer
    assert merchant.physical(sku) == 21


def test_two_inspectors_at_once_decide_once(server, api, merchant):
    sku = merchant.counts(20)
    made = give_back(api, sku, 3, "INSPECTING")

    def decide(_):
        return server.client.patch(f"/v1/returns/{made['returnId']}", {"disposition": "SELLABLE"}).status

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(decide, range(8)))
    assert statuses.count(200) == 1 and set(statuses) <= {200, 409, 422}
    assert merchant.physical(sku) == 23


def test_wrong_returns_are_named(api, merchant):
    sku = merchant.counts(20)
    good = {"sku": sku, "quantity": 1, "disposition": "SELLABLE"}
    for quantity in (0, -1, 1.5, "1", None, 2**63):
        api.post("/v1/returns", good | {"quantity": quantity}).refused(400, field="quantity")
    for disposition in ("sellable", "LOST", "", 5, None):
        api.post("/v1/returns", good | {"disposition": disposition}).refused(400, field="disposition")
    api.post("/v1/returns", good | {"note": 5}).refused(400, field="note")
    assert merchant.physical(sku) == 20 and pages(api, "/v1/returns", sku=sku) == []


def test_a_return_of_an_untracked_sku_invents_no_stock(api):
    sku = new_sku()
    answer = api.post("/v1/returns", {"sku": sku, "quantity": 1, "disposition": "SELLABLE"})
    assert answer.status in (201, 422), answer
    seen = api.get(f"/v1/inventory/{sku}")
    assert seen.status == 404 or seen.data["physical"] == 0


def test_returns_are_listed_by_sku_order_and_disposition(api, merchant):
    sku, other, order_id = merchant.counts(1), merchant.counts(1), uuid.uuid4().hex
    first = give_back(api, sku, 1, "SELLABLE", orderId=order_id)["returnId"]
    second = give_back(api, sku, 2, "DAMAGED")["returnId"]
    third = give_back(api, other, 3, "SELLABLE", orderId=order_id)["returnId"]

    def ids(**query):
        return [row["returnId"] for row in pages(api, "/v1/returns", limit=1, **query)]

    assert ids(sku=sku) == [second, first]
    assert ids(orderId=order_id) == [third, first]
    assert ids(sku=sku, disposition="DAMAGED") == [second]
    assert ids(sku=sku, disposition="EXPIRED") == []
    api.get("/v1/returns", disposition="LOST").refused(400, field="disposition")


@pytest.mark.parametrize(
    "kind, note, disposition",
    [
        ("return", None, "SELLABLE"),
        ("cancel", None, "SELLABLE"),
        ("legacy_restock", None, "SELLABLE"),
        ("return", "it was damaged", "SELLABLE"),
        ("no_restock", None, "UNSELLABLE"),
        ("no_restock", "changed my mind", "UNSELLABLE"),
        ("no_restock", "Things were damaged", "DAMAGED"),
        ("no_restock", "DAMAGED in transit", "DAMAGED"),
    ],
)
def test_a_refund_line_writes_its_return_row(shop, merchant, kind, note, disposition):
    sku = merchant.counts(50)
    line = Line(sku, 4)
    sold = shop.sells(line)
    shop.refunds(sold["id"], [(line, 3, kind)], note=note)
    (row,) = merchant.returns(sku=sku)
    assert (row["quantity"], row["disposition"], row["orderId"]) == (3, disposition, str(sold["id"]))
    # The stock effect of the refund line and of its return row is one effect.
    assert merchant.physical(sku) == (49 if disposition == "SELLABLE" else 46)
    assert merchant.ledger_agrees(sku)
    wanted = "return_received" if disposition == "SELLABLE" else "return_damaged"
    assert wanted in merchant.open_types(sku)


def test_a_refund_seen_in_the_order_and_on_its_own_is_one_return(shop, merchant):
    sku = merchant.counts(50)
    line = Line(sku, 4)
    sold = shop.sells(line)
    back = refund(sold["id"], [(line, 1, "return"), (line, 2, "cancel")])
    shop.deliver("orders/updated", order([line], order_id=sold["id"], updated=60, refunds=[back])).expect(200)
    shop.deliver("refunds/create", back).expect(200)
    assert sorted(row["quantity"] for row in merchant.returns(sku=sku)) == [1, 2]
    assert merchant.physical(sku) == 49


def test_goods_may_come_back_by_hand_beside_a_refund(api, shop, merchant):
    sku = merchant.counts(50)
    line = Line(sku, 4)
    sold = shop.sells(line)
    shop.refunds(sold["id"], [(line, 4, "no_restock")])
    give_back(api, sku, 2, "SELLABLE", orderId=str(sold["id"]))
    assert merchant.physical(sku) == 48 and len(merchant.returns(orderId=str(sold["id"]))) == 2
